using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>A customer's own indicators over its whole history, from its exact totals.</summary>
internal static class CustomerIndicators
{
    private const double Percent = 100;
    private const double MicrosPerUnit = 1_000_000;
    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Adds them, in the order that the contract lists.</summary>
    public static void AddTo(Proto.Customer customer, CustomerView view, string currencyCode, Instant now)
    {
        var head = new Head(Times.Of(now)!, customer.LastInteractionTime, view.Definition);
        double minorPerUnit = Currency.Of(currencyCode).MinorPerUnit;
        var revenue = view.RevenueMinor / minorPerUnit;
        var values = customer.Indicators;
        values.Add(Total(head, "orders", IndicatorUnits.Count, Proto.Direction.Increase, view.Orders, view.Orders));
        values.Add(Total(head, "revenue", currencyCode, Proto.Direction.Increase, revenue, view.Orders));
        values.Add(Ratio(head, "average_purchase_value", currencyCode, Proto.Direction.Increase, revenue, view.Orders, 1));
        values.Add(WithInterval(
            Ratio(head, "csat", IndicatorUnits.Percent, Proto.Direction.Increase, view.CsatSatisfied, view.CsatAnswers, Percent),
            view.CsatAnswers > 0 ? WilsonInterval.Of(view.CsatSatisfied, view.CsatAnswers, Percent) : null));
        values.Add(WithInterval(
            Ratio(head, "nps", IndicatorUnits.Points, Proto.Direction.Increase, view.NpsPromoters - view.NpsDetractors, view.NpsContacts, Percent),
            view.NpsContacts > 0 ? AdjustedWaldInterval.Of(view.NpsPromoters, view.NpsDetractors, view.NpsContacts) : null));
        values.Add(Ratio(head, "ces", IndicatorUnits.Points, Proto.Direction.Increase, view.CesSumMicro / MicrosPerUnit, view.CesAnswers, 1));
        values.Add(Total(head, "complaints", IndicatorUnits.Count, Proto.Direction.Decrease, view.Complaints, view.Complaints));
        values.Add(Total(head, "open_tickets", IndicatorUnits.Count, Proto.Direction.Decrease, view.OpenTickets, view.OpenTickets));
        values.Add(Ratio(
            head,
            "average_resolution_time",
            IndicatorUnits.Hours,
            Proto.Direction.Decrease,
            view.ResolutionMilliseconds / MillisecondsPerHour,
            view.ResolvedTickets,
            1));
    }

    private static Proto.IndicatorValue Total(Head head, string id, string unit, Proto.Direction direction, double value, long sampleSize)
    {
        var total = Value(head, id, unit, direction, sampleSize);
        total.Value = value;
        return total;
    }

    private static Proto.IndicatorValue Ratio(Head head, string id, string unit, Proto.Direction direction, double numerator, long denominator, double scale)
    {
        var ratio = Value(head, id, unit, direction, denominator);
        ratio.Numerator = numerator;
        ratio.Denominator = denominator;
        if (denominator > 0)
            ratio.Value = numerator / denominator * scale;
        else
            ratio.NoValueReason = NoValueReason.DenominatorZero;
        return ratio;
    }

    private static Proto.IndicatorValue WithInterval(Proto.IndicatorValue value, ConfidenceInterval? interval)
    {
        if (interval is not null)
            value.Interval = new() { Lower = interval.Lower, Upper = interval.Upper, Method = interval.Method };
        return value;
    }

    private static Proto.IndicatorValue Value(Head head, string id, string unit, Proto.Direction direction, long sampleSize) => new()
    {
        Indicator = id,
        Unit = unit,
        Direction = direction,
        AsOfTime = head.AsOfTime,
        NewestEventTime = head.NewestEventTime,
        DefinitionVersion = head.DefinitionVersion,
        SampleSize = sampleSize,
    };

    private sealed record Head(Timestamp AsOfTime, Timestamp? NewestEventTime, long DefinitionVersion);
}
