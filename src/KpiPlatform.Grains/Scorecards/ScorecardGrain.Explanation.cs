using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <content>Explaining.</content>
public sealed partial class ScorecardGrain
{
    /// <summary>The last explanation, for its further pages: what happened between two instants in the past does not change.</summary>
    private ScorecardExplanation? _explained;

    /// <inheritdoc/>
    public Task<Reply<ScorecardRecord>> Explain(ExplanationRequest request, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        RequireDefinition();
        var tenant = await TenantAsync(cancellationToken);
        var now = Now();
        var period = ParsePeriod(request.Period.Length == 0 ? "this-month" : request.Period, tenant, "period");
        var from = await InstantOfAsync(request.FromTicks, request.FromToken, "from", cancellationToken)
            ?? throw new DomainException(ErrorKind.InvalidArgument, "REQUIRED", "Say from when on the change is to be explained: from_time or from_token.", "from_time");
        var to = Instant.Min(await InstantOfAsync(request.ToTicks, request.ToToken, "to", cancellationToken) ?? now, now);

        // A further page repeats both instants; an explanation up to now is made anew.
        if (request.Offset == 0 || _explained is not { } explained || explained.Period != period || explained.From != from || explained.To != to)
            _explained = explained = await ExplainAsync(tenant, period, from, to, cancellationToken);
        return new ScorecardRecord(GrainJson.Write(explained with { Steps = [.. explained.Steps.Skip(request.Offset).Take(request.Limit)] }));
    });

    private Task<ScorecardExplanation> ExplainAsync(TenantDefinition tenant, KpiPeriod period, Instant from, Instant to, CancellationToken cancellationToken)
    {
        var explainer = new ScorecardExplainer(
            _journal,
            tenant,
            period,
            new ScorecardHistory(_log, tenant.Calendar),
            version => DefinitionOfAsync(version, cancellationToken),
            query => MeasuresOf(tenant).ReadSumsAsync(query, cancellationToken),
            async (definition, at) => definition.AllIndicators().All(entry => entry.Indicator.Source.Length == 0)
                ? EvaluationInputs.Default.Cascades
                : await _cascades.ReadAsync(definition, new(period.Label, at.ToUnixTimeTicks(), default, Restated: true), cancellationToken));
        return explainer.ExplainAsync(from, to, cancellationToken);
    }

    /// <summary>An instant as said, or when the last of what a token acknowledges was recorded.</summary>
    private async Task<Instant?> InstantOfAsync(long? ticks, ReadOnlyMemory<byte> token, string which, CancellationToken cancellationToken)
    {
        if (token.IsEmpty)
            return ticks is { } said ? Instant.FromUnixTimeTicks(said) : null;
        if (ticks is not null)
            throw new DomainException(ErrorKind.InvalidArgument, "OUT_OF_RANGE", $"Give either {which}_time or {which}_token, not both.", $"{which}_token");
        return await LatestRecordedAsync(token, cancellationToken) ?? throw new DomainException(ErrorKind.InvalidArgument, "TOKEN_NOT_REACHED", "The token names interactions that this database does not have. Use tokens with the server that gave them.", $"{which}_token");
    }

    /// <summary>When the last of what positions stand for was recorded; null if they stand for nothing.</summary>
    private async Task<Instant?> LatestRecordedAsync(ReadOnlyMemory<byte> positions, CancellationToken cancellationToken)
    {
        Instant? latest = null;
        foreach (var (writer, seq) in PositionVector.Decode(positions.Span).SeqByWriter)
        {
            if (await _journal.FindRecordedAtAsync(new(writer, seq), cancellationToken) is { } at && (latest is null || at > latest))
                latest = at;
        }

        return latest;
    }
}
