using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using KpiPlatform.Host.Transport;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Demo;

/// <summary>Plays the demo against a server that is up, through its public API like any other client.</summary>
internal sealed partial class DemoRunner
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private readonly Uri _address;
    private readonly Uri _webAddress;
    private readonly string _adminKey;
    private readonly TimeProvider _time;
    private readonly TextWriter _output;
    private readonly CertificateSource? _certificates;
    private readonly ILogger _logger;

    /// <summary>Makes one.</summary>
    /// <param name="address">The server.</param>
    /// <param name="webAddress">Its dashboard.</param>
    /// <param name="adminKey">A key of a platform admin, to make the demo's tenant and its own key with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Where to say what to try.</param>
    /// <param name="certificates">The server's certificate; null without TLS.</param>
    /// <param name="logger">The log.</param>
    public DemoRunner(Uri address, Uri webAddress, string adminKey, TimeProvider time, TextWriter output, CertificateSource? certificates, ILogger<DemoRunner> logger)
    {
        _address = address;
        _webAddress = webAddress;
        _adminKey = adminKey;
        _time = time;
        _output = output;
        _certificates = certificates;
        _logger = logger;
    }

    /// <summary>Sends the past, says what to try, then goes on live until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { HttpHandler = OwnConnection.Handler(_certificates), DisposeHttpClient = true });
        try
        {
            var admin = With(channel, _adminKey);
            var tenant = await CreateTenantAsync(admin, cancellationToken);
            var key = await MakeKeyAsync(new AccessService.AccessServiceClient(admin), cancellationToken);
            var invoker = With(channel, key);
            var interactions = new InteractionService.InteractionServiceClient(invoker);
            var from = await FillAsync(tenant, invoker, interactions, cancellationToken);
            await _output.WriteLineAsync(DemoBanner.Text(_address, _webAddress, key, from).AsMemory(), cancellationToken);
            await GoOnAsync(interactions, cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException or RpcException)
        {
            // The server stops, and the demo with it.
        }
        catch (Exception exception)
        {
            // The server itself is fine and goes on.
            LogFailed(exception);
        }
    }

    private static async Task<Tenant> CreateTenantAsync(CallInvoker admin, CancellationToken cancellationToken)
    {
        var request = new CreateTenantRequest { TenantId = DemoConstants.Tenant, Tenant = DemoDefinitions.Tenant(), RequestId = "kpi-demo" };
        return await new TenantService.TenantServiceClient(admin).CreateTenantAsync(request, cancellationToken: cancellationToken);
    }

    /// <summary>A key of the tenant for this run; those of runs before can't be shown again and end.</summary>
    private static async Task<string> MakeKeyAsync(AccessService.AccessServiceClient access, CancellationToken cancellationToken)
    {
        var keys = await access.ListKeysAsync(new() { Parent = DemoConstants.TenantName, PageSize = 1_000 }, cancellationToken: cancellationToken);
        foreach (var old in keys.Keys.Where(key => key is { Live: true, Principal: DemoConstants.Principal }))
            await access.RevokeKeyAsync(new() { Name = old.Name }, cancellationToken: cancellationToken);
        var wanted = new Key { Principal = DemoConstants.Principal, Roles = { Role.TenantAdmin } };
        return (await access.CreateKeyAsync(new() { Parent = DemoConstants.TenantName, Key = wanted }, cancellationToken: cancellationToken)).Secret;
    }

    private static CallInvoker With(GrpcChannel channel, string key) => channel.Intercept(metadata =>
    {
        metadata.Add("authorization", "Bearer " + key);
        return metadata;
    });

    /// <summary>Makes the scorecard if it does not exist, and sends the history; answers when that begins.</summary>
    private async Task<DateTimeOffset> FillAsync(
        Tenant tenant, CallInvoker invoker, InteractionService.InteractionServiceClient interactions, CancellationToken cancellationToken)
    {
        // The history ends where the tenant begins, so that a second run on the same database makes the very same one.
        var to = tenant.CreateTime.ToDateTimeOffset();
        var from = to.AddDays(-DemoConstants.HistoryDays);
        await EnsureScorecardAsync(new ScorecardService.ScorecardServiceClient(invoker), from, to, cancellationToken);
        var history = new DemoHistory(from, to).All();
        LogSending(history.Count, DemoConstants.Customers);
        var sender = new DemoSender(interactions);
        var started = _time.GetTimestamp();
        await sender.SendAsync(history, cancellationToken);
        LogSent(sender.Accepted, sender.Duplicates, _time.GetElapsedTime(started).TotalSeconds);

        // After the history, so that they look at what is rather than at what was.
        await DemoAlerts.EnsureAsync(new AlertService.AlertServiceClient(invoker), cancellationToken);
        return from;
    }

    private static async Task EnsureScorecardAsync(
        ScorecardService.ScorecardServiceClient scorecards, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CreateScorecardRequest
            {
                Parent = DemoConstants.TenantName,
                ScorecardId = DemoConstants.Scorecard,
                Scorecard = DemoDefinitions.Scorecard(from, to),
            };
            await scorecards.CreateScorecardAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
        {
            // From a run before; its user may have changed it, so it stays as it is.
        }
    }

    private async Task GoOnAsync(InteractionService.InteractionServiceClient interactions, CancellationToken cancellationToken)
    {
        var live = new DemoLive(Guid.NewGuid().ToString("N")[..12]);
        var pause = TimeSpan.FromSeconds(1) / DemoConstants.LivePerSecond;
        while (true)
        {
            await Task.Delay(pause, _time, cancellationToken);
            var request = new RecordInteractionRequest { Parent = DemoConstants.TenantName, Interaction = live.Next(_time.GetUtcNow()) };
            try
            {
                await interactions.RecordInteractionAsync(request, cancellationToken: cancellationToken);
            }
            catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogLiveFailed(exception.Status.Detail);
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
    }
}
