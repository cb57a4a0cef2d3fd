using KpiPlatform.Domain;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Gateway.Health;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Once a second: says of itself what others list, learns whether it is to drain, and acts upon tenants' new definitions, which are not
/// counted under before every host that appends has said that it knows them.
/// </summary>
internal sealed partial class HostBeat(
    PersistenceModule persistence,
    HostSampler sampler,
    ServingState serving,
    IGrainFactory grains,
    ITenantDefinitions definitions,
    IHostApplicationLifetime lifetime,
    KpiHostOptions options,
    TimeProvider time,
    ILogger<HostBeat> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Load balancers look at health about as often; what they still send is served until the ports close.
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(2);
    private const int BeatsBetweenCleanups = 600;
    private long _acknowledged;
    private bool _draining;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var beat = 0; !stoppingToken.IsCancellationRequested; beat++)
        {
            try
            {
                if (options.Role != HostRole.Gateway)
                    await LearnAsync(stoppingToken);
                var drain = await persistence.Hosts.ReportAsync(sampler.Report(StatusNow()), _acknowledged, stoppingToken);
                if (drain && !_draining)
                    _ = DrainAsync();
                if (beat % BeatsBetweenCleanups == 0)
                    await persistence.Hosts.ForgetOldAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is DomainException or TimeoutException or OrleansException)
            {
                LogMissed(logger, exception);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await SayThatItDrainsAsync();
    }

    private HostStatus StatusNow() =>
        _draining || !serving.IsServing ? HostStatus.Draining : lifetime.ApplicationStarted.IsCancellationRequested ? HostStatus.Active : HostStatus.Starting;

    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        var notices = await persistence.Hosts.ReadNoticesAsync(_acknowledged, cancellationToken);
        if (notices.Count == 0)
            return;
        foreach (var tenant in notices.Select(notice => notice.Tenant).Distinct())
        {
            // Only who has a copy can have an old one; but whoever asked before the notice may get an old answer after it.
            var reply = await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)).Get(cancellationToken);
            if (reply.Error is not { Kind: ErrorKind.NotFound })
                definitions.Learn(tenant, reply.Require());
        }

        // What was computed without knowing it is in the journal now, or never will be.
        await persistence.SettleAsync(cancellationToken);
        _acknowledged = notices[^1].Number;
    }

    private async Task DrainAsync()
    {
        _draining = true;
        LogDraining(logger);
        serving.IsServing = false;
        await Task.Delay(DrainGrace, time);
        lifetime.StopApplication();
    }

    private async Task SayThatItDrainsAsync()
    {
        try
        {
            await persistence.Hosts.ReportAsync(sampler.Report(HostStatus.Draining), _acknowledged, CancellationToken.None);
        }
        catch (DomainException exception)
        {
            LogMissed(logger, exception);
        }
    }

    [LoggerMessage(EventId = 5060, Level = LogLevel.Information, Message = "Asked to drain: nothing new is taken, then this host leaves.")]
    private static partial void LogDraining(ILogger logger);

    [LoggerMessage(EventId = 5061, Level = LogLevel.Warning, Message = "This host could not say how it is; trying again.")]
    private static partial void LogMissed(ILogger logger, Exception exception);
}
