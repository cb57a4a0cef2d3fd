using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// Values of a scorecard's indicators while sums change: only those are computed again that rest on a sum that did. A change of definition
/// or day begins anew. Not thread-safe.
/// </summary>
/// <param name="environment">What the definitions' names mean.</param>
/// <param name="cells">The sums, as they are at each moment.</param>
internal sealed class ReplayedValues(ScorecardEnvironment environment, Func<ICellReader> cells)
{
    private readonly Dictionary<(string Indicator, string Dimension, string Value), int> _indexes = [];
    private readonly List<ScorecardIndicatorDefinition> _indicators = [];
    private readonly List<IndicatorValue?> _values = [];
    private readonly Dictionary<SeriesKey, List<(int FromDay, int ToDay, int Index)>> _ranges = [];
    private readonly List<(SpanRange Span, int Index)> _spans = [];
    private (long Version, int Day)? _current;
    private IndicatorContext _context = null!;

    /// <summary>Goes on at another instant.</summary>
    /// <param name="definition">The definition in force.</param>
    /// <param name="day">Local day that it is looked at on.</param>
    /// <param name="context">Period and instant.</param>
    public void GoTo(ScorecardDefinition definition, int day, IndicatorContext context)
    {
        _context = context;
        if (_current == (definition.Version, day))
            return;
        _current = (definition.Version, day);
        _indexes.Clear();
        _indicators.Clear();
        _values.Clear();
        _ranges.Clear();
        _spans.Clear();
        foreach (var (_, indicator) in definition.AllIndicators())
        {
            if (indicator.Source.Length == 0 && _indexes.TryAdd(KeyOf(indicator), _indicators.Count))
                Plan(indicator);
        }
    }

    /// <summary>Indicators, by their place, that rest on a cell of a delta.</summary>
    public IReadOnlySet<int> RestingOn(CellDelta delta)
    {
        var found = new HashSet<int>();
        foreach (var (key, amount) in delta.Changes)
        {
            if (amount == 0)
                continue;
            var day = key.Day;
            foreach (var (fromDay, toDay, index) in _ranges.GetValueOrDefault(key.Series) ?? [])
            {
                if (day >= fromDay && day < toDay)
                    found.Add(index);
            }

            foreach (var (span, index) in _spans)
            {
                if (day >= span.FromDay && day < span.ToDay && span.Contains(key.Series))
                    found.Add(index);
            }
        }

        return found;
    }

    /// <summary>The sums of these indicators have changed for good.</summary>
    public void Forget(IReadOnlySet<int> indicators)
    {
        foreach (var index in indicators)
            _values[index] = null;
    }

    /// <summary>An indicator's value.</summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="changed">Indicators whose sums are others for this look; null for none.</param>
    /// <param name="added">What is added to the sums for this look.</param>
    public IndicatorValue Of(ScorecardIndicatorDefinition indicator, IReadOnlySet<int>? changed, CellTable? added)
    {
        var index = _indexes[KeyOf(indicator)];
        if (changed?.Contains(index) == true)
            return Compute(_indicators[index], new SumReader(cells(), added!));
        var known = _values[index] ??= Compute(_indicators[index], cells());
        return known with { AsOf = _context.Window.AsOf };
    }

    private static (string Indicator, string Dimension, string Value) KeyOf(ScorecardIndicatorDefinition indicator) =>
        (indicator.Indicator, indicator.Dimension, indicator.DimensionValue);

    private void Plan(ScorecardIndicatorDefinition indicator)
    {
        var plan = new CellPlan();
        var index = _indicators.Count;
        _indicators.Add(indicator);
        _values.Add(null);
        Compute(indicator, plan);
        foreach (var range in plan.Ranges)
        {
            if (!_ranges.TryGetValue(range.Series, out var ranges))
                _ranges[range.Series] = ranges = [];
            ranges.Add((range.FromDay, range.ToDay, index));
        }

        _spans.AddRange(plan.Spans.Select(span => (span, index)));
    }

    private IndicatorValue Compute(ScorecardIndicatorDefinition definition, ICellReader reader) => ScorecardEvaluator.ValueOf(definition, _context, reader, environment);
}
