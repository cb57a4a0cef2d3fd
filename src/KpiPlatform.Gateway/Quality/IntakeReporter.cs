using KpiPlatform.Domain;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Gateway.Names;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Gateway.Quality;

/// <summary>Stores what <see cref="IntakeQuality"/> has counted once a second, and once more at the end; deletes what has been kept long enough.</summary>
internal sealed partial class IntakeReporter(IntakeQuality quality, IIntakeQualityStore store, TimeProvider time, ILogger<IntakeReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly Duration TrimInterval = Duration.FromMinutes(5);

    // Reports that could not be stored come back; between attempts it gets longer and longer.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private Instant _trimmedAt = Instant.MinValue;
    private readonly SemaphoreSlim _reporting = new(1, 1);

    /// <summary>Stores what has been counted. False if the database is away; then it is kept for the next time.</summary>
    public async Task<bool> ReportAsync(CancellationToken cancellationToken)
    {
        // One at a time: once this has returned, nothing that came before the call is on its way.
        await _reporting.WaitAsync(CancellationToken.None);
        var report = quality.Take();
        try
        {
            if (!report.IsEmpty)
                await store.AddAsync(report, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            // A server that stops reports once more, when nothing comes in any longer.
            quality.Return(report);
            if (!cancellationToken.IsCancellationRequested)
                LogNotStored(logger, exception);
            return false;
        }
        finally
        {
            _reporting.Release();
        }
    }

    /// <summary>Deletes what has been kept long enough, or is too much.</summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.TrimRejectedAsync(time.Now() - RejectedLimits.Age, cancellationToken);
        }
        catch (DomainException exception)
        {
            LogNotStored(logger, exception);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _reporting.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ReportAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = await ReportAsync(stoppingToken) ? Interval : RetryDelay;
            if (time.Now() - _trimmedAt > TrimInterval)
            {
                _trimmedAt = time.Now();
                await TrimAsync(stoppingToken);
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(3060, LogLevel.Warning, "Counters of what came in could not be stored; they are kept for the next attempt")]
    private static partial void LogNotStored(ILogger logger, Exception exception);
}
