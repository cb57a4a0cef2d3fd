using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <content>
/// Deactivation for age and for memory. A call pays for a timestamp and, where sizes are counted, an addition; looking for
/// whom to deactivate costs in proportion to the number of grains, but happens once a period, or once for every
/// <see cref="ShedFraction"/> of the budget that is filled anew, and no more often than every <see cref="ShedPause"/>.
/// </content>
public sealed partial class EmbeddedGrainRuntime : IThreadPoolWorkItem
{
    /// <summary>How much of the budget shedding frees: little enough to keep what is used, much enough to be rare.</summary>
    private const double ShedFraction = 0.05;

    /// <summary>Between two searches: where all that is left is busy, the next search would find nothing either.</summary>
    private static readonly TimeSpan ShedPause = TimeSpan.FromMilliseconds(100);

    private readonly ITimer _collectionTimer;
    private readonly ITimer _shedTimer;
    private readonly long? _memoryBudget;
    private long _residentBytes;
    private long _lastShedTimestamp;
    private int _shedding;

    /// <summary>Gets what active grains hold, as <see cref="IActivationSizer"/> tells. 0 without one.</summary>
    public long ResidentBytes => Interlocked.Read(ref _residentBytes);

    internal IActivationSizer? Sizer { get; }

    /// <summary>Deactivates grains until those left hold less than the budget.</summary>
    void IThreadPoolWorkItem.Execute() => _ = ShedAsync();

    internal void AddResident(long bytes)
    {
        if (Interlocked.Add(ref _residentBytes, bytes) > _memoryBudget && bytes > 0)
        {
            ShedSoon();
        }
    }

    private void ShedSoon()
    {
        if (Interlocked.CompareExchange(ref _shedding, 1, 0) != 0)
        {
            return;
        }

        var wait = ShedPause - Time.GetElapsedTime(_lastShedTimestamp);
        if (_lastShedTimestamp == 0 || wait <= TimeSpan.Zero)
        {
            Scheduler.Schedule(this);
        }
        else
        {
            _shedTimer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void CollectIdle()
    {
        var now = Time.GetTimestamp();
        var usedBefore = now - ToTimestampTicks(Options.CollectionAge);
        var reason = new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"No request for {Options.CollectionAge}.");
        var steppedBefore = now - ToTimestampTicks(Options.EnumerationIdleLimit);
        foreach (var activation in _classes.SelectMany(c => c.Activations))
        {
            activation.EndAbandonedEnumerations(steppedBefore);
            activation.TryCollect(usedBefore, now, reason);
        }

        if (!IsStopped)
        {
            _collectionTimer.Change(Options.CollectionPeriod, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task ShedAsync()
    {
        try
        {
            var now = Time.GetTimestamp();
            var target = (long)(_memoryBudget!.Value * (1 - ShedFraction));
            var idle = new List<(long LastUsed, Activation Activation)>();
            foreach (var activation in _classes.SelectMany(c => c.Activations))
            {
                if (activation.ResidentBytes > 0 && activation.TryGetIdleSince(now, out var lastUsed))
                {
                    idle.Add((lastUsed, activation));
                }
            }

            idle.Sort(static (a, b) => a.LastUsed.CompareTo(b.LastUsed));
            var reason = new DeactivationReason(DeactivationReasonCode.HighMemoryPressure, $"Active grains hold more than {_memoryBudget} bytes.");
            var excess = ResidentBytes - target;
            var ending = new List<Task>();
            foreach (var (lastUsed, activation) in idle)
            {
                if (excess <= 0)
                {
                    break;
                }

                // Used again meanwhile: then it is not among the least recently used any more.
                var bytes = activation.ResidentBytes;
                var gone = activation.Deactivated;
                if (activation.TryCollect(lastUsed, now, reason))
                {
                    excess -= bytes;
                    ending.Add(gone);
                }
            }

            await Task.WhenAll(ending);
        }
        finally
        {
            _lastShedTimestamp = Time.GetTimestamp();
            Volatile.Write(ref _shedding, 0);
            if (ResidentBytes > _memoryBudget && !IsStopped)
            {
                ShedSoon();
            }
        }
    }

    private long ToTimestampTicks(TimeSpan span) => (long)(span.TotalSeconds * Time.TimestampFrequency);
}
