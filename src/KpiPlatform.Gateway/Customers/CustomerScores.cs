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
        var facts = view.ToFacts();
        var moment = new FactsMoment(definition, now);
        customer.Performance = ToProto(moment.PerformanceOf(facts));
        if (moment.RfmOf(facts) is { } score)
            customer.Rfm = new() { Recency = score.Recency, Frequency = score.Frequency, Monetary = score.Monetary };
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
