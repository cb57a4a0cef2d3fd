using KpiPlatform.Gateway.Health;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Segments;
using KpiPlatform.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Hosting;

/// <summary>Opens storage before anything is served, and closes it after everything else has stopped.</summary>
internal sealed class StorageService : IHostedService
{
    // The web server may have used up the whole shutdown time waiting for a caller; what is acknowledged is to be written all the same.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);
    private readonly PersistenceModule _persistence;
    private readonly CustomerIndexer _indexer;
    private readonly SegmentTracker _segments;
    private readonly TimeProvider _time;
    private readonly HostFailure _failure;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<StorageService> _logger;

    public StorageService(
        PersistenceModule persistence,
        CustomerIndexer indexer,
        SegmentTracker segments,
        ServingState serving,
        HostFailure failure,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<StorageService> logger)
    {
        _persistence = persistence;
        _indexer = indexer;
        _segments = segments;
        _time = time;
        _logger = logger;
        _failure = failure;
        _lifetime = lifetime;
        lifetime.ApplicationStopping.Register(() =>
        {
            HostLog.Stopping(logger);
            serving.IsServing = false;
        });
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _persistence.StartAsync(cancellationToken);
        _indexer.Start();
        _ = StopWhenAsync(_persistence.Superseded, HostLog.Superseded);
        _ = StopWhenAsync(_persistence.WriterCrashed, HostLog.WriterCrashed);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StopTimeout, _time);
        try
        {
            await _persistence.StopAsync(timeout.Token);
            await _indexer.DisposeAsync();
            await _segments.DisposeAsync();
            HostLog.Stopped(_logger);
        }
        catch (Exception exception)
        {
            HostLog.StopFailed(_logger, exception);
        }
    }

    private async Task StopWhenAsync(Task cause, Action<ILogger> log)
    {
        await cause;
        if (_lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        log(_logger);
        _failure.HasOccurred = true;
        _lifetime.StopApplication();
    }
}
