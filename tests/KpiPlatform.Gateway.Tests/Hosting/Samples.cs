using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>Messages that are right in themselves.</summary>
internal static class Samples
{
    /// <summary>A purchase of 10.00.</summary>
    public static Interaction Purchase(string customer, string id) => new()
    {
        Customer = customer,
        Source = "shop",
        Id = id,
        OccurTime = new Timestamp { Seconds = 1_750_000_000 },
        Purchase = new Purchase { Amount = new Money { Units = 10 } },
    };

    /// <summary>A batch of such purchases, one for each customer.</summary>
    public static RecordInteractionsRequest Batch(long sequence, params IEnumerable<string> customers)
    {
        var batch = new RecordInteractionsRequest { Parent = GatewayServer.Tenant, Sequence = sequence };
        foreach (var customer in customers)
            batch.Interactions.Add(Purchase(customer, $"{sequence}-{batch.Interactions.Count}"));
        return batch;
    }
}
