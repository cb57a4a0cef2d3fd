using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>Indicators that a scorecard takes over from others of the tenant, read through their grains.</summary>
internal sealed class ScorecardCascades(IGrainFactory grains, TenantId tenant, ScorecardId self)
{
    /// <summary>Reason of a scorecard that is asked on behalf of itself.</summary>
    public const string CycleReason = "CASCADE_CYCLE";

    /// <summary>Most scorecards that take over from one another in a row.</summary>
    private const int MaxDepth = 8;
    private const char Separator = '/';

    /// <summary>Refuses sources that do not exist, or that lead back here.</summary>
    /// <exception cref="DomainException">UNKNOWN_SOURCE or CASCADE_CYCLE, naming the field.</exception>
    public async Task CheckAsync(ScorecardDefinition definition, CancellationToken cancellationToken)
    {
        var known = new Dictionary<ScorecardId, ScorecardDefinition?>();
        for (var p = 0; p < definition.Perspectives.Count; p++)
        {
            for (var o = 0; o < definition.Perspectives[p].Objectives.Count; o++)
            {
                var indicators = definition.Perspectives[p].Objectives[o].Indicators;
                for (var i = 0; i < indicators.Count; i++)
                {
                    if (indicators[i].Source.Length > 0)
                        await CheckAsync(indicators[i].Source, $"{ScorecardValidator.Root}.perspectives[{p}].objectives[{o}].indicators[{i}].source", known, cancellationToken);
                }
            }
        }
    }

    /// <summary>What the sources of a definition say.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="request">What this scorecard was asked; the sources are asked the same.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<IReadOnlyDictionary<string, CascadedIndicator>> ReadAsync(ScorecardDefinition definition, EvaluationRequest request, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CascadedIndicator>(StringComparer.Ordinal);
        var sources = definition.AllIndicators().Select(entry => entry.Indicator.Source).Where(source => source.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        foreach (var group in sources.GroupBy(source => CascadePath.Parse(source, "source").Scorecard))
        {
            var reply = await grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, group.Key))
                .Evaluate(request with { Via = request.Via.Length == 0 ? self.Value : $"{request.Via}{Separator}{self.Value}" }, cancellationToken);
            var (result, reason) = Outcome(reply);
            foreach (var source in group)
            {
                var indicator = result?.Find(CascadePath.Parse(source, "source").Indicator);
                found.Add(source, new(indicator, indicator is null ? reason : string.Empty));
            }
        }

        return found;
    }

    /// <summary>Refuses to answer a question that came through this scorecard already, or through too many.</summary>
    /// <exception cref="DomainException">CASCADE_CYCLE.</exception>
    public void RequireNoCycle(string via)
    {
        if (via.Length == 0)
            return;
        var passed = via.Split(Separator);
        if (passed.Contains(self.Value, StringComparer.Ordinal) || passed.Length > MaxDepth)
            throw new DomainException(ErrorKind.FailedPrecondition, CycleReason, $"Scorecards take indicators over from one another in a circle, or more than {MaxDepth} deep: {via}/{self}.", "source");
    }

    private static (EvaluatedScorecard? Result, string Reason) Outcome(Reply<ScorecardValues> reply)
    {
        if (reply.Error is { Kind: ErrorKind.NotFound })
            return (null, NoValueReason.SourceNotFound);
        if (reply.Error is { Reason: CycleReason })
            return (null, NoValueReason.CascadeCycle);
        return (GrainJson.Read<EvaluatedScorecard>(reply.Require().ResultJson), NoValueReason.SourceNotFound);
    }

    private async Task CheckAsync(string source, string field, Dictionary<ScorecardId, ScorecardDefinition?> known, CancellationToken cancellationToken)
    {
        var path = CascadePath.Parse(source, field);
        if (path.Scorecard != self)
        {
            var definition = await DefinitionAsync(path.Scorecard, known, cancellationToken);
            if (definition is null || definition.AllIndicators().All(entry => entry.Path != path.Indicator))
                throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_SOURCE", $"There is no indicator {path.Indicator} in a scorecard \"{path.Scorecard}\": create it first.", field);
        }

        var queue = new Queue<(ScorecardId Id, string Way)>([(path.Scorecard, $"{self} → {path.Scorecard}")]);
        var seen = new HashSet<ScorecardId>();
        while (queue.TryDequeue(out var at))
        {
            if (at.Id == self)
                throw new DomainException(ErrorKind.InvalidArgument, CycleReason, $"Scorecards would take indicators over from one another in a circle: {at.Way}.", field);
            if (!seen.Add(at.Id) || await DefinitionAsync(at.Id, known, cancellationToken) is not { } definition)
                continue;
            foreach (var next in definition.AllIndicators().Where(entry => entry.Indicator.Source.Length > 0).Select(entry => CascadePath.Parse(entry.Indicator.Source, field).Scorecard).Distinct())
                queue.Enqueue((next, $"{at.Way} → {next}"));
        }
    }

    private async Task<ScorecardDefinition?> DefinitionAsync(ScorecardId id, Dictionary<ScorecardId, ScorecardDefinition?> known, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(id, out var definition))
            return definition;
        var reply = await grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, id)).Get(cancellationToken);
        return known[id] = reply.Error is { Kind: ErrorKind.NotFound } ? null : GrainJson.Read<ScorecardDefinition>(reply.Require().DefinitionJson);
    }
}
