using System.Globalization;
using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Domain.Tests.Customers;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>
/// A tenant's interactions written out by hand, in local times of Europe/Berlin, and the indicators that they come to. Every
/// evaluation is of the interactions in the order written, of the same backwards, and in two phases; all must agree.
/// </summary>
internal sealed class TenantStory
{
    private readonly TenantDefinition _definition;
    private readonly SortedDictionary<string, List<Interaction>> _customers = new(StringComparer.Ordinal);
    private int _count;

    public TenantStory(TenantSettings? settings = null) =>
        _definition = new(new TenantNumber(1), 1, (settings ?? new()) with { TimeZone = "Europe/Berlin" });

    /// <summary>"2026-03-01 10:30"; a day alone means noon.</summary>
    public Instant At(string local) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(local.Length == 10 ? local + " 12:00" : local).Value
            .InZoneLeniently(_definition.Calendar.Zone).ToInstant();

    public TenantStory Add(string customer, string local, Facts facts, string channel = "", string contact = "", string source = "test")
    {
        if (!_customers.TryGetValue(customer, out var history))
            _customers.Add(customer, history = []);
        history.Add(new Interaction
        {
            Source = source,
            Id = (++_count).ToString(CultureInfo.InvariantCulture),
            OccurredAt = At(local),
            Channel = channel,
            Contact = contact,
            Facts = facts,
        });
        return this;
    }

    /// <summary>An order, of 100.00 by default.</summary>
    public TenantStory Bought(string customer, string local, long amountMinor = 10_000) =>
        Add(customer, local, new Purchase { OrderId = $"o{_count}", AmountMinor = amountMinor });

    /// <summary>So many times the same, of customers of their own.</summary>
    public TenantStory Times(int count, Action<TenantStory, string> add)
    {
        for (var i = 0; i < count; i++)
            add(this, $"c{_count}");
        return this;
    }

    public IndicatorValue Value(string indicator, string period, string? asOf = null, DimensionValue dimension = default)
    {
        var parsed = PeriodParser.Parse(period, _definition.Calendar, 0);
        var context = IndicatorContext.Of(_definition, parsed, asOf is null ? parsed.End + Duration.FromDays(4_000) : At(asOf)) with { Dimension = dimension };
        var folded = parsed.Granularity == Granularity.Custom
            ? new FoldContext(_definition, FoldPeriods.ForCustom(parsed.FromDay, parsed.ToDay))
            : new FoldContext(_definition);
        var plan = new CellPlan();
        _definition.Indicators.Get(indicator).Evaluate(context, plan);
        var performances = new PerformanceFold(_definition, PerformanceMeasures.DaysIn(plan.Ranges));
        var value = Evaluate(indicator, context, Cells(folded, performances, static history => history));
        Evaluate(indicator, context, Cells(folded, performances, static history => Enumerable.Reverse(history))).SaysSameAs(value).ShouldBeTrue($"{indicator} does not depend on the order of arrival");
        return value;
    }

    private IndicatorValue Evaluate(string indicator, IndicatorContext context, CellTable cells)
    {
        var plan = new CellPlan();
        _definition.Indicators.Get(indicator).Evaluate(context, plan);
        return _definition.Indicators.Get(indicator).Evaluate(context, plan.Fill(cells.Sums(plan.Ranges), [.. plan.Spans.Select(cells.SumsOf)]));
    }

    private CellTable Cells(FoldContext context, PerformanceFold performances, Func<List<Interaction>, IEnumerable<Interaction>> order)
    {
        var cells = new CellTable();
        foreach (var history in _customers.Values)
        {
            var recorder = new Recorder(context);
            var rows = order(history).Select(interaction => InteractionCodec.Encode(interaction, _definition.FactAttributes)).ToList();
            foreach (var row in rows)
                recorder.Record(row);
            cells.Apply(recorder.Total);
            var performance = new CellDelta();
            performances.Add(CustomerHistory.Effective(rows), performance);
            cells.Apply(performance);
        }

        return cells;
    }
}
