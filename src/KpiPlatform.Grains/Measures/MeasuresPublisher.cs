using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Tenants;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// Tells measures grains of this process's commits. One push in flight for each tenant and shard; what is committed meanwhile is
/// merged behind it. Losing a push is harmless: the grain sees the gap and reads the journal. Thread-safe.
/// </summary>
public sealed partial class MeasuresPublisher : ICommitObserver, IDisposable
{
    private readonly Meter _meter = new("KpiPlatform.Measures");
    private readonly IGrainFactory _grains;
    private readonly TenantDefinitions _tenants;
    private readonly TimeProvider _time;
    private readonly ILogger<MeasuresPublisher> _logger;
    private readonly ConcurrentDictionary<(TenantNumber Tenant, int Shard), PushLane> _lanes = new();

    /// <summary>Creates it.</summary>
    public MeasuresPublisher(IGrainFactory grains, TenantDefinitions tenants, TimeProvider time, ILogger<MeasuresPublisher> logger)
    {
        _grains = grains;
        _tenants = tenants;
        _time = time;
        _logger = logger;
        _meter.CreateObservableGauge(
            "kpi.measures.fold.lag", () => Lag.TotalSeconds, "s", "Age of the oldest commit of this process that measures have not taken yet; 0 if they have taken all.");
    }

    /// <summary>How long ago the oldest commit of this process came that its measures grain has not taken; zero if all have been taken.</summary>
    public TimeSpan Lag => _lanes.IsEmpty ? TimeSpan.Zero : _lanes.Values.Max(lane => lane.Lag);

    /// <inheritdoc/>
    public void OnCommitted(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        foreach (var notice in commit.Notices)
        {
            if (_tenants.IdOf(notice.Tenant) is not { } tenant)
                continue;
            var lane = _lanes.GetOrAdd((notice.Tenant, notice.Shard), static (key, context) => new(context.Grains, context.Tenant, key.Shard, context.Time), (Grains: _grains, Tenant: tenant, Time: _time));
            if (lane.Offer(notice))
                _ = SendAsync(lane);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private async Task SendAsync(PushLane lane)
    {
        // Off the writer's thread: a push may run the grain inline.
        await Task.Yield();
        while (lane.Take() is { } push)
        {
            try
            {
                await lane.Grain.Push(push);
            }
            catch (Exception exception)
            {
                LogPushFailed(_logger, push.Writer, push.Seq, exception);
            }
        }
    }

    [LoggerMessage(2100, LogLevel.Warning, "A push up to {Writer}:{Seq} failed; the measures will read it from the journal")]
    private static partial void LogPushFailed(ILogger logger, long writer, long seq, Exception exception);
}
