using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>The customer's orders and refunds: orders, revenue, buyers and repeat buyers per period, cohort, return within N days.</summary>
public sealed class OrdersFold
{
    /// <summary>Tag of lines whose goods are sustainable, in any case.</summary>
    public const string Sustainable = "sustainable";

    private int _firstDay;
    private int _lastDay;
    private int _cohortMonth;

    // Bit g: a second order was counted in the period of granularity g that contains the last order.
    private int _repeatedInPeriod;

    /// <summary>Number of orders.</summary>
    public long Count { get; private set; }

    /// <summary>Σ amount − discount − refunds, minor units.</summary>
    public long RevenueMinor { get; private set; }

    /// <summary>First order; null if none.</summary>
    public Instant? FirstAt { get; private set; }

    /// <summary>Local day of the first order; 0 if none.</summary>
    internal int FirstDay => _firstDay;

    /// <summary>Local day of the last order; 0 if none.</summary>
    internal int LastDay => _lastDay;

    /// <summary>Last order; null if none.</summary>
    public Instant? LastAt { get; private set; }

    internal void ApplyPurchase(Interaction interaction, Purchase purchase, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        var revenue = purchase.RevenueMinor;
        void Flow(MeasureId measure, long amount)
        {
            if (amount != 0)
                sink.AddFlow(context, interaction, profile, measure, day, amount);
        }

        Flow(BuiltInMeasures.Orders, 1);
        Flow(BuiltInMeasures.RevenueMinor, revenue);
        Flow(BuiltInMeasures.CostMinor, purchase.CostMinor);
        Flow(BuiltInMeasures.CustomisedOrders, purchase.Customised ? 1 : 0);
        if (purchase.Lines.Count > 0)
        {
            Flow(BuiltInMeasures.LineMinor, purchase.Lines.Sum(line => line.TotalMinor));
            Flow(BuiltInMeasures.SustainableMinor, purchase.Lines.Where(IsSustainable).Sum(line => line.TotalMinor));
        }

        RevenueMinor += revenue;
        Count++;
        if (Count == 1)
            ApplyFirst(interaction, day, context, sink);
        else if (Count == 2)
            ApplySecond(interaction, day, context, sink);
        CountBuyer(day, context, sink);
        LastAt = interaction.OccurredAt;
        _lastDay = day;
    }

    internal void ApplyRefund(Interaction interaction, Refund refund, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        sink.AddFlow(context, interaction, profile, BuiltInMeasures.Refunds, day, 1);
        sink.AddFlow(context, interaction, profile, BuiltInMeasures.RevenueMinor, day, -refund.AmountMinor);
        sink.Add(BuiltInMeasures.RefundedMinor, Granularity.None, day, refund.AmountMinor);
        RevenueMinor -= refund.AmountMinor;
    }

    internal OrdersFold Clone() => (OrdersFold)MemberwiseClone();

    internal void Write(StateWriter writer)
    {
        writer.Signed(Count);
        writer.Signed(RevenueMinor);
        if (Count == 0)
            return;
        writer.Time(FirstAt!.Value);
        writer.Time(LastAt!.Value);
        writer.Signed(_firstDay);
        writer.Signed(_lastDay);
        writer.Signed(_cohortMonth);
        writer.Signed(_repeatedInPeriod);
    }

    internal static OrdersFold Read(ref StateReader reader)
    {
        var fold = new OrdersFold { Count = reader.Signed(), RevenueMinor = reader.Signed() };
        if (fold.Count == 0)
            return fold;
        fold.FirstAt = reader.Time();
        fold.LastAt = reader.Time();
        fold._firstDay = reader.Int();
        fold._lastDay = reader.Int();
        fold._cohortMonth = reader.Int();
        fold._repeatedInPeriod = reader.Int();
        return fold;
    }

    private static bool IsSustainable(OrderLine line) => line.Tags.Any(tag => string.Equals(tag, Sustainable, StringComparison.OrdinalIgnoreCase));

    private void ApplyFirst(Interaction interaction, int day, FoldContext context, ContributionSink sink)
    {
        FirstAt = interaction.OccurredAt;
        _firstDay = day;
        var date = TenantCalendar.DateOf(day);
        _cohortMonth = ((date.Year - 1970) * 12) + date.Month - 1;
        sink.Add(BuiltInMeasures.FirstOrder, Granularity.None, day, 1);
        sink.Add(BuiltInMeasures.ReturnMatured, Granularity.None, day + context.Definition.Settings.ReturnWindowDays, 1);
    }

    private void ApplySecond(Interaction interaction, int day, FoldContext context, ContributionSink sink)
    {
        sink.Add(BuiltInMeasures.SecondOrder, Granularity.None, day, 1);
        var windowDays = context.Definition.Settings.ReturnWindowDays;
        if (interaction.OccurredAt <= context.PlusDays(FirstAt!.Value, windowDays))
            sink.Add(BuiltInMeasures.ReturnedInWindow, Granularity.None, _firstDay + windowDays, 1);
    }

    private void CountBuyer(int day, FoldContext context, ContributionSink sink)
    {
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            var bit = 1 << g;
            if (Count == 1 || _lastDay < start)
            {
                _repeatedInPeriod &= ~bit;
                if (!context.Periods.Keeps(start))
                    continue;
                sink.Add(BuiltInMeasures.Buyers, context.Periods[g], day, 1);
                if (context.Periods[g] == Granularity.Month)
                    sink.Add(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(_cohortMonth), day, 1);
            }
            else if ((_repeatedInPeriod & bit) == 0)
            {
                _repeatedInPeriod |= bit;
                if (context.Periods.Keeps(start))
                    sink.Add(BuiltInMeasures.RepeatBuyers, context.Periods[g], day, 1);
            }
        }
    }
}
