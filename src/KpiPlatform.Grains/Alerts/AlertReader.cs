using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;

namespace KpiPlatform.Grains.Alerts;

/// <summary>Reads what rules on indicators look at. One for one look at one tenant: what several rules ask for is asked once.</summary>
internal sealed class AlertReader(IGrainFactory grains, TenantId tenant, TenantDefinition definition, ReadOnlyMemory<byte> token, Instant now)
{
    private const string DefaultPeriod = "this-month";
    private readonly Dictionary<(string Scorecard, string Period, Instant? AsOf), Task<EvaluatedScorecard>> _scorecards = [];
    private readonly ScorecardEnvironment _environment = ScorecardEnvironment.Of(definition);

    /// <summary>Whether the rule's period is one that no totals are kept of.</summary>
    public bool IsCustom(AlertIndicator indicator) => PeriodOf(indicator, now).Granularity == Granularity.Custom;

    /// <summary>Readings of a rule, one for each of its causes.</summary>
    /// <exception cref="DomainException">It looks at something that there is not (any more).</exception>
    public async Task<IReadOnlyList<AlertReading>> ReadAsync(TrackedRule tracked, CancellationToken cancellationToken)
    {
        var (indicator, condition) = (tracked.Rule.Indicator!, tracked.Rule.Condition!);
        var readings = indicator.Scorecard.Length > 0
            ? [await ReadScorecardAsync(indicator, condition, cancellationToken)]
            : await ReadTenantAsync(indicator, condition, cancellationToken);
        if (condition.Kind != AlertConditionKind.Change)
            return readings;
        var past = await PastAsync(tracked, indicator, condition, cancellationToken);
        return [.. readings.Select(reading => reading with { Reference = past.GetValueOrDefault(reading.Subject) })];
    }

    private KpiPeriod PeriodOf(AlertIndicator indicator, Instant asOf) =>
        PeriodParser.Parse(indicator.Period.Length == 0 ? DefaultPeriod : indicator.Period, definition.Calendar, definition.Calendar.DayOf(asOf));

    /// <summary>What was known a window ago, to the minute: asked for once a minute.</summary>
    private async Task<IReadOnlyDictionary<string, double?>> PastAsync(TrackedRule tracked, AlertIndicator indicator, AlertCondition condition, CancellationToken cancellationToken)
    {
        var then = Instant.FromUnixTimeSeconds((now.ToUnixTimeSeconds() - condition.WindowSeconds) / 60 * 60);
        if (tracked.Past is { } known && known.Then == then)
            return known.Values;
        Dictionary<string, double?> values;
        if (indicator.Scorecard.Length > 0)
        {
            values = new(StringComparer.Ordinal) { [string.Empty] = ValueOf(await EvaluateAsync(indicator, then, cancellationToken), indicator) };
        }
        else
        {
            var found = await EvaluateAsync(indicator, context => context, then, cancellationToken);
            values = found.ToDictionary(one => one.Subject, one => one.Value.Value, StringComparer.Ordinal);
        }

        tracked.Past = (then, values);
        return values;
    }

    private async Task<AlertReading> ReadScorecardAsync(AlertIndicator indicator, AlertCondition condition, CancellationToken cancellationToken)
    {
        var result = await EvaluateAsync(indicator, asOf: null, cancellationToken);
        if (indicator.Path.Length == 0)
            return new(string.Empty, result.Performance, string.Empty, result.Status, null);
        var found = Find(result, indicator);
        var reference = condition switch
        {
            { Kind: AlertConditionKind.Percent, Base: AlertBase.Target } => found.Target,
            { Kind: AlertConditionKind.Percent, Base: AlertBase.Baseline } => found.Baseline,
            { Kind: AlertConditionKind.Percent, Base: AlertBase.PreviousPeriod } => await PreviousAsync(indicator, cancellationToken),
            _ => null,
        };
        return new(string.Empty, found.Value.Value, found.Value.Unit, found.Status, reference);
    }

    /// <summary>The value of a scorecard's indicator in the period before, whatever the scorecard makes of it.</summary>
    private async Task<double?> PreviousAsync(AlertIndicator indicator, CancellationToken cancellationToken)
    {
        var key = GrainKeys.Scorecard(tenant, ScorecardId.Parse(indicator.Scorecard));
        var document = (await grains.GetGrain<IScorecardGrain>(key).Get(cancellationToken)).Require();
        var path = IndicatorPath.Parse(indicator.Path, "path");
        var own = GrainJson.Read<ScorecardDefinition>(document.DefinitionJson).AllIndicators().FirstOrDefault(entry => entry.Path == path).Indicator;
        if (own is null || own.Source.Length > 0)
            throw Missing($"{indicator.Path} is taken over from another scorecard, or is none: what it was in the period before is not known here.");
        var of = new AlertIndicator { Indicator = own.Indicator, Component = own.Component, Period = indicator.Period };
        var dimension = _environment.Dimension(own.Dimension, own.DimensionValue);
        var values = await EvaluateAsync(of, context => (dimension is { } value ? context with { Dimension = value } : context).Previous(), asOf: null, cancellationToken);
        return values[0].Value.Value;
    }

    private async Task<IReadOnlyList<AlertReading>> ReadTenantAsync(AlertIndicator indicator, AlertCondition condition, CancellationToken cancellationToken)
    {
        var values = await EvaluateAsync(indicator, context => context, asOf: null, cancellationToken);
        IReadOnlyList<(string Subject, IndicatorValue Value)>? before = condition is { Kind: AlertConditionKind.Percent, Base: AlertBase.PreviousPeriod }
            ? await EvaluateAsync(indicator, context => context.Previous(), asOf: null, cancellationToken)
            : null;
        return [.. values.Select((one, i) => new AlertReading(one.Subject, one.Value.Value, one.Value.Unit, Status.None, before?[i].Value.Value))];
    }

    private async Task<IReadOnlyList<(string Subject, IndicatorValue Value)>> EvaluateAsync(
        AlertIndicator of, Func<IndicatorContext, IndicatorContext> shift, Instant? asOf, CancellationToken cancellationToken)
    {
        var indicator = definition.Indicators.Get(of.Indicator, "indicator.indicator");
        var period = PeriodOf(of, asOf ?? now);
        var context = IndicatorContext.Of(definition, period, asOf ?? now);
        var contexts = Subjects(of.Dimension).Select(one => (one.Name, Context: shift(of.Dimension.Length > 0 ? context with { Dimension = one.Value } : context))).ToList();
        var plan = new CellPlan();
        foreach (var one in contexts)
            indicator.Evaluate(one.Context, plan);
        var query = PlannedQuery.Of(plan, token, asOf, contexts[0].Context.Window.Period);
        var answer = await MeasuresReader.Of(grains, tenant, definition).ReadSumsAsync(query, cancellationToken);
        var cells = plan.Fill(answer);
        return [.. contexts.Select(one => (one.Name, Part(indicator.Evaluate(one.Context, cells), of.Component)))];
    }

    private IEnumerable<(string Name, DimensionValue Value)> Subjects(string dimension)
    {
        if (dimension.Length == 0)
            return [(string.Empty, DimensionValue.Whole)];
        var declared = definition.Settings.Dimensions.FirstOrDefault(one => string.Equals(one.Id, dimension, StringComparison.Ordinal))
            ?? throw Missing($"The tenant has no dimension {dimension} any more.");
        return declared.Values.Append(ScorecardEnvironment.OtherValue).Select(value => (value, _environment.Dimension(dimension, value) ?? DimensionValue.Whole));
    }

    private Task<EvaluatedScorecard> EvaluateAsync(AlertIndicator indicator, Instant? asOf, CancellationToken cancellationToken)
    {
        var key = (indicator.Scorecard, indicator.Period, asOf);
        return _scorecards.TryGetValue(key, out var known) ? known : _scorecards[key] = AskAsync();

        async Task<EvaluatedScorecard> AskAsync()
        {
            var grain = grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, ScorecardId.Parse(indicator.Scorecard)));
            var reply = await grain.Evaluate(new(indicator.Period, asOf?.ToUnixTimeTicks(), token), cancellationToken);
            return GrainJson.Read<EvaluatedScorecard>(reply.Require().ResultJson);
        }
    }

    private static double? ValueOf(EvaluatedScorecard result, AlertIndicator indicator) =>
        indicator.Path.Length == 0 ? result.Performance : result.Find(IndicatorPath.Parse(indicator.Path, "path"))?.Value.Value;

    private static IndicatorResult Find(EvaluatedScorecard result, AlertIndicator indicator) =>
        result.Find(IndicatorPath.Parse(indicator.Path, "path")) ?? throw Missing($"The scorecard {indicator.Scorecard} has no indicator {indicator.Path}.");

    private static IndicatorValue Part(IndicatorValue value, string component) => component.Length == 0 ? value : value.OfComponent(component);

    private static DomainException Missing(string message) => new(ErrorKind.NotFound, "NOTHING_TO_LOOK_AT", message);
}
