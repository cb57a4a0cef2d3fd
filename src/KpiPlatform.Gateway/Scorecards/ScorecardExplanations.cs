using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Explains changes of scores, page by page of steps.</summary>
internal sealed class ScorecardExplanations(CallerGrains grains)
{
    private const int DefaultPageSize = 100;

    /// <summary>One page.</summary>
    public async Task<Proto.ExplainScorecardResponse> ExplainAsync(Proto.ExplainScorecardRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var place = PageToken.Read(request, request.PageToken, reader => new Place(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32()));

        // One more than the page shows whether there is another.
        var question = place is null
            ? new ExplanationRequest(
                request.Period,
                Times.Read(request.FromTime, "from_time")?.ToUnixTimeTicks(),
                Times.Read(request.ToTime, "to_time")?.ToUnixTimeTicks(),
                ConsistencyToken.DecodeToBytes(request.FromToken),
                ConsistencyToken.DecodeToBytes(request.ToToken),
                0,
                size + 1)
            : new ExplanationRequest(request.Period, place.FromTicks, place.ToTicks, default, default, place.Offset, size + 1);
        var reply = await grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, id)).Explain(question, cancellationToken);
        var explanation = GrainJson.Read<ScorecardExplanation>(reply.Require().Json);
        var response = ToProto(explanation, size, isFirst: place is null);
        if (explanation.Steps.Count > size)
        {
            response.NextPageToken = PageToken.Create(request, writer =>
            {
                writer.Write(explanation.From.ToUnixTimeTicks());
                writer.Write(explanation.To.ToUnixTimeTicks());
                writer.Write((place?.Offset ?? 0) + size);
            });
        }

        return response;
    }

    private static Proto.ExplainScorecardResponse ToProto(ScorecardExplanation explanation, int size, bool isFirst)
    {
        var response = new Proto.ExplainScorecardResponse
        {
            Period = IndicatorValues.ToProto(explanation.Period),
            FromTime = Times.Of(explanation.From),
            ToTime = Times.Of(explanation.To),
            Change = explanation.Change,
            Commits = explanation.Commits,
            Merged = explanation.Merged,
            Unattributed = explanation.Unattributed,
            Folded = explanation.Folded,
            TimeStepDays = explanation.TimeStepDays,
        };
        if (explanation.ScoreBefore is { } before)
            response.ScoreBefore = before;
        if (explanation.ScoreAfter is { } after)
            response.ScoreAfter = after;
        response.Steps.AddRange(explanation.Steps.Take(size).Select(ToProto));
        if (isFirst)
        {
            response.ByIndicator.AddRange(explanation.ByIndicator.Select(ToProto));
            response.ByCustomer.AddRange(explanation.ByCustomer.Select(ToProto));
            response.ByInteraction.AddRange(explanation.ByInteraction.Select(ToProto));
        }

        return response;
    }

    private static Proto.ExplanationStep ToProto(ExplanationStep step)
    {
        var proto = new Proto.ExplanationStep
        {
            Kind = (Proto.ExplanationStepKind)step.Kind,
            Time = Times.Of(step.At),
            Indicator = step.Indicator,
            Change = step.Change,
            Commits = step.Commits,
            DefinitionVersion = step.DefinitionVersion,
        };
        if (step.ValueBefore is { } valueBefore)
            proto.ValueBefore = valueBefore;
        if (step.ValueAfter is { } valueAfter)
            proto.ValueAfter = valueAfter;
        if (step.PerformanceBefore is { } performanceBefore)
            proto.PerformanceBefore = performanceBefore;
        if (step.PerformanceAfter is { } performanceAfter)
            proto.PerformanceAfter = performanceAfter;
        if (step.ScoreBefore is { } scoreBefore)
            proto.ScoreBefore = scoreBefore;
        if (step.ScoreAfter is { } scoreAfter)
            proto.ScoreAfter = scoreAfter;
        return proto;
    }

    private static Proto.ExplanationShare ToProto(ExplanationShare share) => new()
    {
        Indicator = share.Indicator,
        Customer = share.Customer,
        Source = share.Source,
        Interaction = share.Interaction,
        Change = share.Change,
    };

    /// <summary>Where a page ended: the instants, which later pages repeat, and how many steps came before.</summary>
    private sealed record Place(long FromTicks, long ToTicks, int Offset);
}
