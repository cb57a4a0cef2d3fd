using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>A customer's performance and its recency, frequency and monetary value, as of now and under the tenant's settings.</summary>
internal static class CustomerScores
{
    /// <summary>Adds them.</summary>
    public static void AddTo(Proto.Customer customer, CustomerView view, TenantDefinition definition, Instant now)
    {
        double minorPerUnit = Currency.Of(definition.Settings.Currency).MinorPerUnit;
        var today = definition.Calendar.DayOf(now);
        customer.Performance = ToProto(CustomerPerformance.Of(definition.Settings.Performance, part => ValueOf(part, view, definition, today, minorPerUnit)));
        if (CustomerView.InstantOf(view.LastOrderAtTicks) is not { } lastOrder)
            return;
        var score = definition.Settings.Rfm.ScoreOf(today - definition.Calendar.DayOf(lastOrder), view.Orders, view.RevenueMinor / minorPerUnit);
        customer.Rfm = new() { Recency = score.Recency, Frequency = score.Frequency, Monetary = score.Monetary };
    }

    private static double? ValueOf(PerformancePart part, CustomerView view, TenantDefinition definition, int today, double minorPerUnit)
    {
        // A customer who never did anything that counts has no performance: nothing is known, which is not the same as bad.
        var isKnown = view.BaseUntilTicks is not null;
        var year = view.LatestYear.Where(day => day.Day <= today && day.Day > today - CustomerPerformance.WindowDays);
        return part switch
        {
            PerformancePart.Satisfaction => view.LatestCsat,
            PerformancePart.Loyalty => view.LatestNps,
            PerformancePart.Retention when view.BaseUntilTicks == long.MaxValue => 100,
            PerformancePart.Retention when CustomerView.InstantOf(view.LastActivityAtTicks) is { } last =>
                CustomerPerformance.Retention(today - definition.Calendar.DayOf(last), definition.Settings.LapseDays),
            PerformancePart.Complaints when isKnown => year.Sum(day => day.Complaints),
            PerformancePart.Value when isKnown => year.Sum(day => day.MarginMinor) / minorPerUnit,
            _ => null,
        };
    }

    private static Proto.CustomerPerformance ToProto(CustomerPerformance performance)
    {
        var message = new Proto.CustomerPerformance();
        if (performance.Value is { } value)
            message.Value = value;
        foreach (var part in performance.Parts)
        {
            var scored = new Proto.CustomerPerformance.Types.Part { Part_ = (Proto.PerformancePart)part.Settings.Part, Weight = part.Settings.Weight };
            if (part is { Value: { } partValue, Score: { } score })
                (scored.Value, scored.Score) = (partValue, score);
            message.Parts.Add(scored);
        }

        return message;
    }
}
