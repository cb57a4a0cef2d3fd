using KpiPlatform.Domain;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Closes the writers of hosts that membership has declared dead, and has the customers indexed that they committed last. Every host
/// does it: closing twice does no harm, and whoever is left must not have to wait for the one whose task it were.
/// </summary>
internal sealed partial class DeadHosts(
    IClusterMembershipService membership,
    PersistenceModule persistence,
    CustomerIndexer indexer,
    IGrainFactory grains,
    ITenantRegistry tenants,
    TimeProvider time,
    ILogger<DeadHosts> logger) : BackgroundService
{
    // A host opens its writer before it joins.
    private static readonly Duration JoiningTime = Duration.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var changed = new SemaphoreSlim(1, 1);
        var watching = WatchAsync(changed, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CloseAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is DomainException or TimeoutException)
            {
                LogFailed(logger, exception);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(Task.Delay(Interval, time, pause.Token), changed.WaitAsync(pause.Token));
            await pause.CancelAsync();
        }

        await watching;
    }

    private async Task WatchAsync(SemaphoreSlim changed, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
            {
                if (snapshot.Members.Values.Any(member => member.Status == SiloStatus.Dead) && changed.CurrentCount == 0)
                    changed.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        var open = await persistence.Hosts.ReadOpenAsync(cancellationToken);
        var members = membership.CurrentSnapshot.Members.Values.ToLookup(member => member.Name, member => member.Status, StringComparer.Ordinal);
        foreach (var host in open)
        {
            // No host that is alone on a database can run beside a cluster: its lock keeps it away.
            if (host.Name is { } name && !IsDead(members[name].ToList(), host.OpenedAt))
                continue;
            var writers = await persistence.Hosts.FenceAsync(host.Name, cancellationToken);
            LogClosed(logger, host.Name ?? "(alone)", writers);
        }

        // Also if none was closed now: customers that could not be asked are asked again.
        await indexer.RecoverAsync(grains, tenants, cancellationToken);
    }

    private bool IsDead(List<SiloStatus> statuses, Instant openedAt) => statuses.Count > 0
        ? statuses.TrueForAll(status => status == SiloStatus.Dead)
        : Instant.FromDateTimeOffset(time.GetUtcNow()) - openedAt > JoiningTime;

    [LoggerMessage(EventId = 5050, Level = LogLevel.Warning, Message = "Host \"{Host}\" is dead: {Writers} writers of it closed.")]
    private static partial void LogClosed(ILogger logger, string host, int writers);

    [LoggerMessage(EventId = 5051, Level = LogLevel.Warning, Message = "Writers of dead hosts could not be closed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
