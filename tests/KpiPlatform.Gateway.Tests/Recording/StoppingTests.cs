using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>A server that stops while callers record.</summary>
public sealed class StoppingTests
{
    /// <summary>Without ConnectionParting about one in seven callers lost the status or an acknowledgement.</summary>
    private const int Servers = 40;

    [Fact]
    public async Task RecordInteractions_ServerStopsAndItsConnectionEnds_AcknowledgementAndStatusReachTheCallerEachTime()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, Servers), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, cancellationToken) =>
        {
            await using var server = await GatewayServer.StartAsync();
            var gate = new Gate();
            server.Grains.Record = gate.Pass;
            using var call = server.Interactions.RecordInteractions(cancellationToken: cancellationToken);
            await call.RequestStream.WriteAsync(Batch(1, "a"), cancellationToken);
            await gate.WhenArrivedAsync(1);
            var stopping = server.StopAsync();
            gate.Open();

            (await call.ReadAsync()).AcceptedCount.ShouldBe(1);
            await RpcErrorDetails.ThrownByAsync(StatusCode.Unavailable, () => call.ResponseStream.MoveNext(CancellationToken.None));
            await stopping;
        });
    }

    [Fact]
    public async Task Stop_CallerNeverClosesItsConnection_IsNotHeldUp()
    {
        await using var server = await GatewayServer.StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, new Uri(server.Address).Port);
        var stream = client.GetStream();

        // The preface of HTTP/2 and an empty SETTINGS frame; then silence.
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
        (await stream.ReadAsync(new byte[9])).ShouldBeGreaterThan(0);

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
