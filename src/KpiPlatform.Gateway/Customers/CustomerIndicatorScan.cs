using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Analysis;
using NodaTime;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Computes indicators of each customer alone over a period, from the journal: what it contributes to the tenant's cells, evaluated by itself.</summary>
internal sealed class CustomerIndicatorScan(JournalScan scan)
{
    /// <summary>Values of the customers asked for, in the order of the indicators; who has none of an indicator's cells gets its value of nothing.</summary>
    public async Task<IReadOnlyDictionary<CustomerNumber, IndicatorValue[]>> RunAsync(
        TenantDefinition definition, IReadOnlyList<Indicator> indicators, KpiPeriod period, Instant asOf, IReadOnlySet<CustomerNumber> wanted, CancellationToken cancellationToken)
    {
        var fold = period.Granularity == Granularity.Custom ? new FoldContext(definition, FoldPeriods.ForCustom(period.FromDay, period.ToDay)) : new FoldContext(definition);
        var context = IndicatorContext.Of(definition, period, asOf);
        var plan = new CellPlan();
        foreach (var indicator in indicators)
            indicator.Evaluate(context, plan);
        var performances = new PerformanceFold(definition, PerformanceMeasures.DaysIn(plan.Ranges));
        var values = new Dictionary<CustomerNumber, IndicatorValue[]>(wanted.Count);
        await scan.RunAsync(definition, asOf, Add, cancellationToken);
        return values;

        void Add(CustomerNumber customer, IReadOnlyList<EncodedInteraction> history)
        {
            if (!wanted.Contains(customer))
                return;
            var delta = new CellDelta();
            new CustomerState(fold).Add(history, delta);
            performances.Add(history, delta);
            var cells = new CellTable();
            cells.Apply(delta);
            values[customer] = [.. indicators.Select(indicator => indicator.Evaluate(context with { NewestEventAt = history[^1].OccurredAt }, cells))];
        }
    }
}
