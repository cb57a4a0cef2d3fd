using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Host.Tests.Sharing;

/// <summary>Two hosts that do not know of each other: every customer is active on both, as in a cluster that was cut in two.</summary>
public sealed class DualActivationTests
{
    private const int Attempts = 1_000;
    private const int Customers = 50;

    [SkippableFact]
    public async Task Record_SameCustomersOnTwoHostsAThousandTimes_LosesNothingAndCountsNothingTwice()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var left = await BareHost.StartAsync(database.ConnectionString);
        await using var right = await BareHost.StartAsync(database.ConnectionString);
        (await left.TenantGrain().Write(new(GrainJson.Write(new TenantSettings()), WriteMode.Create, null, "test"), default)).Require();
        var conflicts = 0;

        for (var round = 0; round < Attempts / Customers; round++)
        {
            // Each customer hears of one purchase from each side, and of a third from both.
            await Task.WhenAll(Enumerable.Range(0, Customers).SelectMany(customer => new[]
            {
                SendAsync(left, $"c{customer}", BareHost.Purchase($"l{customer}-{round}", 100), BareHost.Purchase($"b{customer}-{round}", 7)),
                SendAsync(right, $"c{customer}", BareHost.Purchase($"r{customer}-{round}", 10), BareHost.Purchase($"b{customer}-{round}", 7)),
            }));
        }

        // 1,000 × (left + right + both once) rows of 1,000 × (100 + 10 + 7) minor units.
        (await database.ExecuteAsync("select count(*) from journal")).ShouldBe(3L * Attempts);
        (await database.ExecuteAsync("select count(distinct identity_hash) from journal")).ShouldBe(3L * Attempts);
        (await database.ExecuteAsync("select count(*) from (select customer from journal group by customer having max(version) = count(*)) dense")).ShouldBe((long)Customers);

        // Each host's measures, folded by position from what both committed, against a fold of the whole journal.
        foreach (var host in new[] { left, right })
        {
            var comparison = (await host.Measures().Verify(default)).Require();
            comparison.Interactions.ShouldBe(3L * Attempts);
            comparison.Differences.ShouldBeEmpty();
        }

        // Without a single loser nothing was shown.
        conflicts.ShouldBeGreaterThan(Attempts / 10);

        async Task SendAsync(BareHost host, string customer, params EncodedInteraction[] interactions)
        {
            while (true)
            {
                var reply = await host.RecordAsync(customer, interactions);
                if (Array.TrueForAll(reply.Results, result => result.Status is RecordStatus.Accepted or RecordStatus.Duplicate))
                    return;
                Array.TrueForAll(reply.Results, result => result.Status is not RecordStatus.Rejected).ShouldBeTrue();
                Interlocked.Increment(ref conflicts);
            }
        }
    }
}
