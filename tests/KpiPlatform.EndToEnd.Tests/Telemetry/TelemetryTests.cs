using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>With an endpoint set, metrics and traces arrive there.</summary>
public class TelemetryTests
{
    [Fact]
    public async Task Host_WithAnEndpoint_SendsMetricsAndTracesFromTheCallToTheCommit()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.OtlpEndpoint = receiver.Endpoint.ToString();
        await using (var host = await TestHost.StartAsync(options))
        {
            var tenant = await TestTenant.CreateAsync(host.Client);
            await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));
            await host.Client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = tenant.Name, Interaction = Make.Purchase("ann", "2025-03-02", 40) });
            await tenant.GetCustomerAsync("ann");
        }

        receiver.Metrics.ShouldContain("kpi.gateway.interactions.accepted");
        receiver.Metrics.ShouldContain("kpi.journal.commit.duration");
        receiver.Metrics.ShouldContain("http.server.request.duration");
        receiver.Resource["service.name"].ShouldBe("kpi-platform");
        receiver.Resource["service.version"].ShouldStartWith("0.1.0");

        // One trace holds the call on the wire, the grain's turn and the append to the journal; for a batch of a stream the gateway begins one. (Sources are the process's, so other
        // tests' hosts show here too.)
        receiver.Spans
            .GroupBy(span => span.TraceId, span => span.Source, StringComparer.Ordinal)
            .ShouldContain(trace => trace.Contains("Microsoft.AspNetCore") && trace.Contains("KpiPlatform.Grains") && trace.Contains("KpiPlatform.Persistence"));
        receiver.Spans
            .GroupBy(span => span.TraceId, span => span.Source, StringComparer.Ordinal)
            .ShouldContain(trace => trace.Contains("KpiPlatform.Gateway") && trace.Contains("KpiPlatform.Grains") && trace.Contains("KpiPlatform.Persistence"));
    }

    [Fact]
    public async Task Host_WithAnEndpointThatIsAway_ServesAllTheSame()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.OtlpEndpoint = "http://127.0.0.1:9";
        await using var host = await TestHost.StartAsync(options);

        var tenant = await TestTenant.CreateAsync(host.Client);

        (await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40))).AcceptedCount.ShouldBe(1);
    }
}
