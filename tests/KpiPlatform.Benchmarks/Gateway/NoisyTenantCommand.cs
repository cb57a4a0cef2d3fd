using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Gateway;

/// <summary>
/// A client that takes no advice: it sends at its pace whatever is answered. A process of its own, so that what it does to the server is measured and not what it
/// does to who measures. Each line of its input begins ("go": answered with "going" when every stream has been answered) or ends ("stop": answered with what
/// was sent and accepted) a round.
/// </summary>
internal sealed class NoisyTenantCommand : IBenchmarkCommand
{
    public const string Go = "go";
    public const string Going = "going";
    public const string Stop = "stop";
    public const int Streams = 8;
    public const int BatchSize = 100;
    private int _ids;

    public string Name => "noise";

    public string Summary => "a tenant that sends at a pace whatever is answered, for others to be measured beside; --address URL --tenant ID --per-second N";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var (address, tenant, perSecond) = (arguments.Get("address")!, arguments.Get("tenant")!, arguments.GetInt32("per-second", 5_000));
        while (await Console.In.ReadLineAsync(cancellationToken) == Go)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var begun = Enumerable.Range(0, Streams).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
            var streams = Task.WhenAll(begun.Select(first => SendAsync(address, tenant, (double)perSecond / Streams, first, ending.Token)));
            await Task.WhenAny(Task.WhenAll(begun.Select(first => first.Task)), streams);
            await Console.Out.WriteLineAsync(Going);
            await Console.In.ReadLineAsync(cancellationToken);
            await ending.CancelAsync();
            var each = await streams;
            await Console.Out.WriteLineAsync($"{each.Sum(one => one.Sent)} {each.Sum(one => one.Accepted)}");
        }
    }

    private async Task<(long Sent, long Accepted)> SendAsync(string address, string tenant, double perSecond, TaskCompletionSource answered, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        using var call = new InteractionService.InteractionServiceClient(channel).RecordInteractions(cancellationToken: cancellationToken);
        long sent = 0, accepted = 0;
        var reading = ReadAsync();
        try
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0L; ; i++)
            {
                var due = TimeSpan.FromSeconds(i * BatchSize / perSecond);
                if (due > watch.Elapsed)
                    await Task.Delay(due - watch.Elapsed, cancellationToken);
                await call.RequestStream.WriteAsync(NeighbourCommand.Batch(tenant, i + 1, BatchSize, () => Interlocked.Increment(ref _ids)), cancellationToken);
                sent += BatchSize;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // The round is over.
        }

        await reading;
        return (sent, accepted);

        async Task ReadAsync()
        {
            try
            {
                while (await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    accepted += call.ResponseStream.Current.AcceptedCount;
                    answered.TrySetResult();
                }
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled)
            {
                // The round is over.
            }
        }
    }
}
