using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Analysis;

/// <summary>
/// Finds the customers behind an indicator's value. What each customer contributes to the tenant's cells is evaluated by itself; whether
/// numerators and denominators add up to those of the whole is not a matter of belief, but checked. Used once; not thread-safe.
/// </summary>
/// <remarks>
/// Where they do not (a median, a growth, a mean of shares), the whole is folded a second time, and each customer's contribution is what
/// the value would lose without it: those do not add up to the value.
/// </remarks>
public sealed class ContributorFold
{
    private const double Tolerance = 1e-9;
    private readonly Indicator _indicator;
    private readonly IndicatorContext _context;
    private readonly FoldContext _fold;
    private readonly CellPlan _plan = new();
    private readonly PerformanceFold _performances;
    private readonly CellTable _whole = new();
    private readonly List<(CustomerNumber Customer, IndicatorValue Value)> _customers = [];
    private readonly List<Contributor> _influences = [];
    private Instant? _newest;
    private IndicatorValue? _total;

    /// <summary>Creates one.</summary>
    /// <param name="definition">The tenant's definition.</param>
    /// <param name="indicator">The indicator.</param>
    /// <param name="period">For which period.</param>
    /// <param name="asOf">As of when.</param>
    public ContributorFold(TenantDefinition definition, Indicator indicator, KpiPeriod period, Instant asOf)
    {
        ArgumentNullException.ThrowIfNull(indicator);
        ArgumentNullException.ThrowIfNull(period);
        _indicator = indicator;
        _context = IndicatorContext.Of(definition, period, asOf);
        _fold = period.Granularity == Granularity.Custom ? new(definition, FoldPeriods.ForCustom(period.FromDay, period.ToDay)) : new(definition);
        _indicator.Evaluate(_context, _plan);
        _performances = new(definition, PerformanceMeasures.DaysIn(_plan.Ranges));
    }

    /// <summary>The indicator's value; once all customers are in.</summary>
    public IndicatorValue Total => _total ??= _indicator.Evaluate(_context with { NewestEventAt = _newest }, _whole);

    /// <summary>Whether the customers' numerators and denominators, or values, add up to the whole; once all customers are in.</summary>
    public bool IsAdditive => AddsUp(value => value.Numerator ?? (Total.Numerator is null ? value.Value : null)) && AddsUp(value => value.Denominator);

    /// <summary>Customers with something that the value rests on.</summary>
    public int Count => _customers.Count;

    /// <summary>Takes a customer in.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="history">Its effective interactions, in the order of the fold.</param>
    public void Add(CustomerNumber customer, IReadOnlyList<EncodedInteraction> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (Contribution(history) is not { } delta)
            return;
        _whole.Apply(delta);
        if (history[^1].OccurredAt is var newest && (_newest is null || newest > _newest))
            _newest = newest;
        if (ValueOf(delta) is { } value)
            _customers.Add((customer, value));
    }

    /// <summary>Takes a customer in a second time, where parts do not add up: after all were taken in once.</summary>
    public void AddAgain(CustomerNumber customer, IReadOnlyList<EncodedInteraction> history)
    {
        if (Contribution(history) is not { } delta || ValueOf(delta) is null)
            return;
        var opposite = new CellDelta();
        opposite.Add(delta, -1);
        _whole.Apply(opposite);
        var without = _indicator.Evaluate(_context, _whole).Value;
        _whole.Apply(delta);
        _influences.Add(new(customer, null, null, Total.Value - without));
    }

    /// <summary>The customers, in no order.</summary>
    public IReadOnlyList<Contributor> Contributors()
    {
        if (!IsAdditive)
            return _influences;
        var isRatio = Total.Numerator is not null;
        var factor = isRatio ? Factor() : 1;
        var whole = isRatio ? Total.Denominator ?? 0 : 1;
        return [.. _customers.Select(entry =>
        {
            var numerator = (isRatio ? entry.Value.Numerator : entry.Value.Value) ?? 0;
            return new Contributor(entry.Customer, numerator, isRatio ? entry.Value.Denominator ?? 0 : null, Total.Value is null || whole == 0 ? null : numerator * factor / whole);
        })];
    }

    /// <summary>What numerator over denominator is multiplied by, e.g. 100: the same for the whole and for every customer.</summary>
    private double Factor()
    {
        if (Total is { Value: { } value, Numerator: { } top and not 0, Denominator: { } bottom })
            return value * bottom / top;
        foreach (var (_, one) in _customers)
        {
            if (one is { Value: { } ownValue, Numerator: { } ownTop and not 0, Denominator: { } ownBottom and not 0 })
                return ownValue * ownBottom / ownTop;
        }

        return 1;
    }

    private CellDelta? Contribution(IReadOnlyList<EncodedInteraction> history)
    {
        if (history.Count == 0)
            return null;
        var delta = new CellDelta();
        new CustomerState(_fold).Add(history, delta);
        _performances.Add(history, delta);
        return delta;
    }

    /// <summary>The indicator of the customer alone; null if it has none of the cells that the value rests on.</summary>
    private IndicatorValue? ValueOf(CellDelta delta)
    {
        var cells = new CellTable();
        cells.Apply(delta);
        var touches = _plan.Ranges.Any(range => cells.Sum(range.Series, range.FromDay, range.ToDay) != 0) || _plan.Spans.Any(span => cells.SumsOf(span).Count > 0);
        return touches ? _indicator.Evaluate(_context, cells) : null;
    }

    private bool AddsUp(Func<IndicatorValue, double?> part)
    {
        var parts = _customers.Select(entry => part(entry.Value) ?? 0);
        var whole = part(Total) ?? 0;
        double sum = 0, size = 0;
        foreach (var one in parts)
        {
            sum += one;
            size += Math.Abs(one);
        }

        return Math.Abs(sum - whole) <= Tolerance * Math.Max(1, size);
    }
}
