using System.Collections.Concurrent;
using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>Callers that leave at any moment.</summary>
public sealed class BrokenStreamsTests
{
    private const int Streams = 60;

    [Fact]
    public async Task RecordInteractions_ManyCallersLeaveInTheMiddle_NothingIsLostUnobservedOrLeftBehind()
    {
        var unobserved = new ConcurrentQueue<string>();
        EventHandler<UnobservedTaskExceptionEventArgs> observer = (_, args) => unobserved.Enqueue(args.Exception.ToString());
        TaskScheduler.UnobservedTaskException += observer;
        try
        {
            await using var server = await GatewayServer.StartAsync();
            var gate = new Gate();
            server.Grains.Record = async command =>
            {
                await gate.Pass(command);
                throw new TimeoutException();
            };
            for (var i = 0; i < Streams; i++)
                server.Grains.Customer($"acme/good-{i}").OnRecord = gate.Pass;
            await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => LeaveAsync(server, i)));
            gate.Open();
            using (var call = server.Interactions.RecordInteractions())
                (await call.SendAsync(Batch(1, "good-0"))).AcceptedCount.ShouldBe(1);
            await server.StopAsync();

            // Of every stream what was read was recorded, each batch of two customers as a whole.
            for (var i = 0; i < Streams; i++)
                server.Grains.Customer($"acme/good-{i}").Commands.Count.ShouldBeGreaterThanOrEqualTo(server.Grains.Customer($"acme/bad-{i}").Commands.Count);
            server.Log.Lines.Where(line => line.Level >= LogLevel.Error).ShouldBeEmpty();
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= observer;
        }

        unobserved.ShouldNotContain(exception => exception.Contains("KpiPlatform.Gateway.Recording"));
    }

    /// <summary>Sends up to ten batches, and leaves after as many answers as its number says: mostly none, without closing its side.</summary>
    private static async Task LeaveAsync(GatewayServer server, int number)
    {
        using var call = server.Interactions.RecordInteractions();
        try
        {
            for (var i = 1; i <= 1 + (number % 10); i++)
                await call.RequestStream.WriteAsync(Batch(i, $"good-{number}", $"bad-{number}"));
            await server.Grains.Customer($"acme/good-{number}").WhenCalledAsync(1);
        }
        catch (RpcException)
        {
            // Leaving is the point.
        }
    }
}
