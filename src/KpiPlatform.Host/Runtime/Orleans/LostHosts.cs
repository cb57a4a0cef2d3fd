using KpiPlatform.Domain;
using KpiPlatform.Domain.Hosts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Looks in a gateway which hosts were declared dead, and ends the calls that were under way meanwhile. It looks where hosts meet, in the database: the runtime
/// tells its clients nothing of membership.
/// </summary>
internal sealed partial class LostHosts(IHostDirectory directory, LostCalls calls, TimeProvider time, ILogger<LostHosts> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What the living ones are about to answer gets through.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // A machine that is gone without a word closes no connection: calls are sent to it until the runtime's list of gateways is read again.
    private static readonly TimeSpan SecondRoundAfter = GrainRuntimeSetup.GatewayListAge + Grace;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        HashSet<string>? known = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var dead = (await directory.ListAsync(stoppingToken)).Where(host => host.Status == HostStatus.Dead).Select(host => host.Name).ToHashSet(StringComparer.Ordinal);
                if (known is not null && dead.FirstOrDefault(name => !known.Contains(name)) is { } lost)
                {
                    LogLost(logger, lost);
                    _ = EndAsync(stoppingToken);
                }

                known = dead;
            }
            catch (Exception exception) when (exception is DomainException or TimeoutException)
            {
                LogMissed(logger, exception);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await EndRoundAsync(cancellationToken);
        await Task.Delay(SecondRoundAfter, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndRoundAsync(cancellationToken);
    }

    private async Task EndRoundAsync(CancellationToken cancellationToken)
    {
        var end = calls.NextRound();
        await Task.Delay(Grace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await end();
    }

    [LoggerMessage(EventId = 5090, Level = LogLevel.Warning, Message = "Host \"{Host}\" is dead: calls that were under way are ended, and told UNAVAILABLE.")]
    private static partial void LogLost(ILogger logger, string host);

    [LoggerMessage(EventId = 5091, Level = LogLevel.Warning, Message = "Which hosts are dead could not be read; trying again.")]
    private static partial void LogMissed(ILogger logger, Exception exception);
}
