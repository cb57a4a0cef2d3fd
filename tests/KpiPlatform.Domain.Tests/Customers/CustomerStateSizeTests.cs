using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>The memory budget of customers rests on what they say they take.</summary>
[Collection(nameof(MeasuresMemory))]
public sealed class CustomerStateSizeTests
{
    private const int Customers = 400;
    private static readonly FoldContext Context = new(new TenantDefinition(new TenantNumber(1), 1, new TenantSettings()));

    [Theory]
    [InlineData(1, false)]
    [InlineData(15, false)]
    [InlineData(15, true)]
    [InlineData(60, false)]
    [InlineData(60, true)]
    [InlineData(400, false)]
    public void EstimatedBytes_OfBuyers_IsWithinAFactorOfTwoOfWhatTheyTake(int purchases, bool late)
    {
        var made = purchases > 100 ? Customers / 10 : Customers;
        Make(0, 1, late: false);
        var states = new CustomerState[made];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < made; i++)
            states[i] = Make(i, purchases, late);
        var taken = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)made;
        var estimated = states.Average(state => (double)state.EstimatedBytes);
        GC.KeepAlive(states);
        (estimated / taken).ShouldBeInRange(0.5, 2.0, $"estimated {estimated:F0}, taken {taken:F0}");
    }

    private static CustomerState Make(int customer, int purchases, bool late)
    {
        var state = new CustomerState(Context);
        var order = Enumerable.Range(0, purchases).ToArray();
        if (late)
        {
            for (var i = 0; i + 1 < purchases; i += 2)
                (order[i], order[i + 1]) = (order[i + 1], order[i]);
        }

        foreach (var i in order)
        {
            var purchase = new Interaction
            {
                Source = "shop",
                Id = $"{customer}-{i}",
                OccurredAt = Instant.FromUtc(2025, 1, 1, 9, 0) + Duration.FromDays(i),
                Channel = "web",
                Facts = new Purchase { OrderId = $"{customer}-{i}", AmountMinor = 1_000 + i },
            };
            state.Add([InteractionCodec.Encode(purchase, Context.Definition.FactAttributes)], null);
        }

        return state;
    }
}
