using System.Diagnostics.Metrics;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Alerts;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host.Telemetry;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>The list of metrics is what a running server has: no more, no less, with these units and these tags, and without names of anybody.</summary>
public class MetricCatalogueTests
{
    private const int ValuesOfATagMax = 200;

    /// <summary>What is measured only when something breaks, which no test can have the whole server do at will.</summary>
    private static readonly string[] OnlyInTrouble =
        ["kpi.alerts.evaluations.failed", "kpi.gateway.interactions.unavailable", "kpi.grains.call.rejected", "kpi.grains.call.timeouts", "kpi.journal.appends.lost", "kpi.storage.rows.damaged"];

    [Fact]
    public async Task Server_AtWork_RecordsEveryMetricOfTheCatalogue_AndNoOther_AndNamesNobody()
    {
        using var meters = new MeterRecorder();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        string tenantId;
        var options = TestHost.Options(database.Setting);
        options.WebhooksAllowPrivate = true;
        await using (var receiver = await WebhookReceiver.StartAsync())
        await using (var host = await TestHost.StartAsync(options))
        {
            var tenant = await TestTenant.CreateAsync(host.Client);
            tenantId = tenant.Name["tenants/".Length..];
            await WorkAsync(tenant);
            await AlertAsync(tenant, receiver);
            meters.Observe();
        }

        var catalogue = MetricCatalogue.All.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        meters.Published.Select(instrument => (instrument.Name, KindOf(instrument), instrument.Unit)).Order()
            .ShouldBe(MetricCatalogue.All.Select(metric => (metric.Name, metric.Kind, (string?)metric.Unit)).Order());
        catalogue.Keys.Except(meters.Recorded, StringComparer.Ordinal).Except(OnlyInTrouble, StringComparer.Ordinal).ShouldBeEmpty("declared, and never measured");

        foreach (var (instrument, key, value) in meters.Tags)
        {
            catalogue[instrument].Tags.Split(' ').ShouldContain(key, instrument);
            value.ShouldMatch("^[A-Za-z0-9_.<>,`]{0,100}$", $"{instrument} {key}");
            value.ShouldNotContain(tenantId);
            value.ShouldNotContain("ann");
        }

        meters.Tags.GroupBy(tag => (tag.Instrument, tag.Key)).ShouldAllBe(tag => tag.Count() <= ValuesOfATagMax);
        meters.Tags.ShouldContain(("kpi.gateway.calls.failed", "code", "NOT_FOUND"));
        meters.Tags.ShouldContain(("kpi.gateway.calls.failed", "reason", "CUSTOMER_NOT_FOUND"));
        meters.Tags.ShouldContain(("kpi.gateway.interactions.rejected", "reason", "REQUIRED"));
    }

    [Theory]
    [InlineData("kpi.journal.commit.duration", "s", MetricKind.Histogram, "kpi_journal_commit_duration_seconds")]
    [InlineData("kpi.grains.resident", "By", MetricKind.Gauge, "kpi_grains_resident_bytes")]
    [InlineData("kpi.gateway.calls.failed", "{call}", MetricKind.Counter, "kpi_gateway_calls_failed_total")]
    [InlineData("kpi.time.in_seconds", "s", MetricKind.Counter, "kpi_time_in_seconds_total")]
    internal void PrometheusName_IsThatOfTheCollector(string name, string unit, MetricKind kind, string expected) =>
        new MetricDefinition(name, kind, unit, string.Empty, string.Empty).PrometheusName.ShouldBe(expected);

    private static async Task WorkAsync(TestTenant tenant)
    {
        var client = tenant.Client;
        var first = Make.Purchase("ann", "2025-03-01", 40, id: "once");
        (await tenant.RecordAsync(first, first, new Interaction { Customer = "ann" })).AcceptedCount.ShouldBe(1);
        await tenant.GetCustomerAsync("ann");
        (await Should.ThrowAsync<RpcException>(async () => await tenant.GetCustomerAsync("nobody"))).StatusCode.ShouldBe(StatusCode.NotFound);
        using var watch = client.Customers.WatchCustomer(new WatchCustomerRequest { Name = tenant.Customer("ann") });
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
    }

    /// <summary>A rule that finds less than it wants, and somebody to be told.</summary>
    private static async Task AlertAsync(TestTenant tenant, WebhookReceiver receiver)
    {
        await tenant.Client.Webhooks.CreateWebhookAsync(new() { Parent = tenant.Name, WebhookId = "ops", Webhook = new() { Url = receiver.Url + "/ops" } });
        await tenant.Client.Alerts.CreateAlertRuleAsync(AlertTests.Create(tenant, "few", AlertTests.OrdersBelow(3)));
        await Eventually.HoldsAsync(async () => receiver.Taken.Count > 0 && (await tenant.Client.Webhooks.GetWebhookAsync(new() { Name = tenant.Name + "/webhooks/ops" })).QueuedCount == 0);
    }

    private static MetricKind KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => MetricKind.Counter,
        "Histogram" => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };
}
