using System.Collections.Concurrent;
using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Attack.Fuzz;

/// <summary>
/// Calls every method of kpi.v1 with requests that mix the names, ids, filters and tokens of three tenants, each with the key of one of them, and looks for
/// a byte of another in whatever comes back.
/// </summary>
public static class FuzzRun
{
    private const int Workers = 8;
    private const int MessagesMax = 3;
    private static readonly Marshaller<byte[]> Raw = new(bytes => bytes, bytes => bytes);
    private static readonly TimeSpan StreamPatience = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan LingerMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Makes calls.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="seed">Decides the requests; the markers are new each time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FuzzReport> RunAsync(int calls, int seed, CancellationToken cancellationToken)
    {
        await using var server = await ServerProcess.StartAsync(processors: null, cancellationToken);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var platform = Keyed.Invoker(channel, ServerProcess.Key);
        var tenants = new[] { "alpha", "beta", "gamma" }.Select(id => new FuzzTenant(id)).ToArray();
        foreach (var tenant in tenants)
            await FuzzPlant.FillAsync(platform, tenant, cancellationToken);

        var report = new FuzzReport();
        var pool = new FuzzPool(tenants);
        var maker = new MessageMaker(pool);
        var methods = Methods();
        var audited = await AuditedAsync(platform, tenants, cancellationToken);
        var next = 0;
        var lingering = new ConcurrentBag<Task>();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                var random = new Random((seed * 1_000) + worker);
                while (Interlocked.Increment(ref next) <= calls && !cancellationToken.IsCancellationRequested)
                {
                    var own = tenants[random.Next(tenants.Length)];
                    var key = own.Keys[random.Next(own.Keys.Count)];
                    await CallAsync(channel, key, methods[random.Next(methods.Count)], own, tenants, maker, pool, report, random, lingering);
                }
            },
            cancellationToken)));

        await Task.WhenAll(lingering);

        // The log is a quarter of a second behind the calls.
        report.Audited = await AuditedAsync(platform, tenants, cancellationToken) - audited;
        for (var i = 0; i < 50 && report.Audited < report.Denied; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            report.Audited = await AuditedAsync(platform, tenants, cancellationToken) - audited;
        }

        if (!report.Faults.IsEmpty)
            report.Log = server.Output;
        report.Lives = server.IsAlive && (await new TenantService.TenantServiceClient(platform).ListTenantsAsync(new(), cancellationToken: cancellationToken)).Tenants.Count == tenants.Length;
        return report;
    }

    private static List<MethodDescriptor> Methods() =>
        [.. typeof(InteractionService).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<ServiceDescriptor>()
            .Where(service => service.File.Package == "kpi.v1")
            .SelectMany(service => service.Methods)];

    private static async Task CallAsync(
        GrpcChannel channel, string key, MethodDescriptor method, FuzzTenant own, FuzzTenant[] tenants, MessageMaker maker, FuzzPool pool, FuzzReport report, Random random, ConcurrentBag<Task> lingering)
    {
        var isStream = method.IsServerStreaming || method.IsClientStreaming;
        var name = $"/{method.Service.FullName}/{method.Name}";
        var type = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (true, true) => MethodType.DuplexStreaming,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.Unary,
        };
        var raw = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Raw, Raw);
        var leaving = new CancellationTokenSource(isStream ? Timeout.InfiniteTimeSpan : Patience);
        var options = new CallOptions(new Metadata { { "authorization", "Bearer " + key } }, cancellationToken: leaving.Token);
        var request = maker.Make(random, method.InputType, own);
        List<byte[]> more = [];
        for (var i = type == MethodType.DuplexStreaming ? random.Next(MessagesMax) : 0; i > 0; i--)
            more.Add(maker.Make(random, method.InputType, own));
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = EndAsync();
        if (!isStream)
        {
            await call;
            leaving.Dispose();
            return;
        }

        // A stream that is let in may stay open for ever, and say nothing; one that is refused ends.
        if (await Task.WhenAny(call, Task.Delay(StreamPatience)) != call && !answered.Task.IsCompleted)
            lingering.Add(LeaveAsync());
        else
            await LeaveAsync();

        async Task LeaveAsync()
        {
            await Task.WhenAny(call, answered.Task, Task.Delay(LingerMax));
            await leaving.CancelAsync();
            await call;
            leaving.Dispose();
        }

        async Task EndAsync()
        {
            try
            {
                await TalkAsync();
                report.End(name, StatusCode.OK, string.Empty);
            }
            catch (RpcException exception) when (isStream && exception.StatusCode == StatusCode.Cancelled && leaving.IsCancellationRequested)
            {
                report.Leave(name);
            }
            catch (RpcException exception)
            {
                LookFor(System.Text.Encoding.UTF8.GetBytes(exception.Status.Detail), name, own, tenants, report);
                LookAt(exception.Trailers, name, own, tenants, report);
                report.End(name, exception.StatusCode, $"{exception.Status.Detail} <- {Convert.ToHexString(request)}");
            }
            catch (OperationCanceledException)
            {
                report.Leave(name);
            }
        }

        async Task TalkAsync()
        {
            var invoker = channel.CreateCallInvoker();
            if (type == MethodType.Unary)
            {
                using var unary = invoker.AsyncUnaryCall(raw, null, options, request);
                Look(await unary.ResponseAsync, method, own, tenants, pool, report);
                LookAt(unary.GetTrailers(), name, own, tenants, report);
            }
            else if (type == MethodType.ServerStreaming)
            {
                using var stream = invoker.AsyncServerStreamingCall(raw, null, options, request);
                for (var i = 0; i < MessagesMax && await stream.ResponseStream.MoveNext(leaving.Token); i++)
                {
                    answered.TrySetResult();
                    Look(stream.ResponseStream.Current, method, own, tenants, pool, report);
                }
            }
            else
            {
                using var duplex = invoker.AsyncDuplexStreamingCall(raw, null, options);
                await duplex.RequestStream.WriteAsync(request, leaving.Token);
                foreach (var message in more)
                    await duplex.RequestStream.WriteAsync(message, leaving.Token);
                await duplex.RequestStream.CompleteAsync();
                while (await duplex.ResponseStream.MoveNext(leaving.Token))
                    Look(duplex.ResponseStream.Current, method, own, tenants, pool, report);
            }
        }
    }

    private static void Look(byte[] answer, MethodDescriptor method, FuzzTenant own, FuzzTenant[] tenants, FuzzPool pool, FuzzReport report)
    {
        LookFor(answer, method.FullName, own, tenants, report);
        pool.Learn(method.OutputType.Parser.ParseFrom(answer));
    }

    private static void LookAt(Metadata trailers, string method, FuzzTenant own, FuzzTenant[] tenants, FuzzReport report)
    {
        foreach (var trailer in trailers)
            LookFor(trailer.IsBinary ? trailer.ValueBytes : System.Text.Encoding.UTF8.GetBytes(trailer.Value), $"{method} trailer {trailer.Key}", own, tenants, report);
    }

    private static void LookFor(byte[] bytes, string where, FuzzTenant own, FuzzTenant[] tenants, FuzzReport report)
    {
        report.Look(bytes.Length);
        foreach (var other in tenants)
        {
            if (other != own && other.IsIn(bytes))
                report.Leak($"{where}: something of {other.Id} for {own.Id}");
        }
    }

    private static async Task<long> AuditedAsync(CallInvoker platform, FuzzTenant[] tenants, CancellationToken cancellationToken)
    {
        var audit = new AuditService.AuditServiceClient(platform);
        var denied = 0L;
        foreach (var parent in tenants.Select(tenant => tenant.Name).Append(string.Empty))
        {
            var request = new ListAuditEventsRequest { Parent = parent, PageSize = 1_000, DeniedOnly = true };
            do
            {
                var page = await audit.ListAuditEventsAsync(request, cancellationToken: cancellationToken);
                denied += page.Events.Sum(entry => (long)entry.Count);
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
        }

        return denied;
    }
}
