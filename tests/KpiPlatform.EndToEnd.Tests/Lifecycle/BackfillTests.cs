using KpiPlatform.EndToEnd.Tests.Samples;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>A change of what counts, on the whole server: the past is counted anew, through a restart, while recording goes on.</summary>
public class BackfillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ChangedLapse_ThroughARestart_GivesWhatATenantOfThatLapseHas(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var interactions = Sample.Interactions();
        var half = interactions.Count / 2;
        string changedName;
        string directName;
        await using (var host = await TestHost.StartAsync(database.Setting))
        {
            var changed = await TestTenant.CreateAsync(host.Client);
            var direct = await TestTenant.CreateAsync(host.Client, tenant => tenant.LapseDays = 30);
            (changedName, directName) = (changed.Name, direct.Name);
            await direct.RecordAllAsync([.. interactions]);
            await changed.RecordAllAsync([.. interactions.Take(half)]);
            var updated = await host.Client.Tenants.UpdateTenantAsync(new UpdateTenantRequest
            {
                Tenant = new Tenant { Name = changedName, LapseDays = 30 },
                UpdateMask = new() { Paths = { "lapse_days" } },
            });
            updated.Backfill.TargetVersion.ShouldBe(2);
        }

        await using var again = await TestHost.StartAsync(database.Setting);
        var restarted = new TestTenant(again.Client, changedName);
        await restarted.RecordAllAsync([.. interactions.Skip(half)]);
        var tenant = await restarted.CountedAsync(_ => true);
        tenant.DefinitionVersion.ShouldBe(2);
        tenant.Backfill.CustomersDone.ShouldBe(tenant.Backfill.CustomersTotal);
        (await restarted.StreamAsync(interactions)).ShouldBe((0, interactions.Count));

        var expected = new TestTenant(again.Client, directName);
        foreach (var indicator in new[] { "customer_retention_rate", "churn_rate", "base_movement", "orders", "revenue", "active_customers", "nps", "csat" })
        {
            var values = await restarted.SeriesAsync(indicator, Granularity.Month, "2025-01-01", "2025-12-01");
            var wanted = await expected.SeriesAsync(indicator, Granularity.Month, "2025-01-01", "2025-12-01");
            values.Select(value => (value.Value, value.Numerator, value.Denominator)).ShouldBe(wanted.Select(value => (value.Value, value.Numerator, value.Denominator)), indicator);
            values.ShouldAllBe(value => value.DefinitionVersion == 2);
        }

        // What was recorded in the latest seconds is not compared yet.
        using var patience = new CancellationTokenSource(Patience);
        VerifyTenantResponse verified;
        do
        {
            verified = await again.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = changedName }, cancellationToken: patience.Token);
        }
        while (verified.Interactions < interactions.Count);
        (verified.DifferencesCount, verified.DefinitionVersion).ShouldBe((0, 2));
        verified.Numbers.ShouldBeGreaterThan(50);
        verified.Interactions.ShouldBe(interactions.Count);
    }
}
