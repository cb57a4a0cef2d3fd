using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Grains.Abstractions.Customers;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>What the meter "KpiPlatform.Gateway" counts.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Meter_AStreamOfMixedBatches_CountsEachFate()
    {
        await using var server = await GatewayServer.StartAsync();
        var sums = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = Listen(server, sums);
        server.Grains.Customer("acme/dup").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Duplicate));
        server.Grains.Customer("acme/away").OnRecord = _ => Task.FromException<RecordReply>(new TimeoutException());
        var gate = new Gate();
        server.Grains.Customer("acme/held").OnRecord = gate.Pass;
        var call = server.Interactions.RecordInteractions();
        await call.SendAsync(Samples.Batch(1, "a", "b", "dup", "away", string.Empty));
        await call.SendAsync(Samples.Batch(1, "a"));
        await call.RequestStream.WriteAsync(Samples.Batch(2, "held"));
        await gate.WhenArrivedAsync(1);

        Sum("interactions.received").ShouldBe(6);
        Sum("interactions.accepted").ShouldBe(2);
        Sum("interactions.duplicates").ShouldBe(1);
        Sum("interactions.unavailable").ShouldBe(1);
        Sum("interactions.rejected/CUSTOMER_REQUIRED").ShouldBe(1);
        Sum("interactions.rejected/SEQUENCE_NOT_INCREASING").ShouldBe(1);
        Sum("batches.in_flight").ShouldBe(1);
        Sum("streams.open").ShouldBe(1);

        gate.Open();
        await call.ReadAsync();
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();
        call.Dispose();
        await server.StopAsync();
        Sum("batches.in_flight").ShouldBe(0);
        Sum("streams.open").ShouldBe(0);

        long Sum(string name) => sums.GetValueOrDefault(name);
    }

    private static MeterListener Listen(GatewayServer server, ConcurrentDictionary<string, long> sums)
    {
        const string Prefix = "kpi.gateway.";
        var own = server.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                // Other tests have meters of the same name in this process.
                if (instrument.Meter.Name == GatewayMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, own))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name[Prefix.Length..];
            foreach (var tag in tags)
                name = $"{name}/{tag.Value}";
            sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        _ = server.Services.GetRequiredService<GatewayMetrics>();
        return listener;
    }
}
