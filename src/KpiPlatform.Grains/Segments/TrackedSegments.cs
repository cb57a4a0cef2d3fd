using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Grains.Segments;

/// <summary>A tenant whose customers are looked at.</summary>
internal sealed class TrackedSegments(TenantNumber number, TenantId id)
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TenantNumber Number { get; } = number;

    public TenantId Id { get; } = id;

    /// <summary>What its customers are looked at through; null before the first look.</summary>
    public SegmentLens? Lens { get; set; }

    /// <summary>The fingerprint under which all customers were looked at; 0 for none in this process yet.</summary>
    public long Completed { get; set; }

    /// <summary>States were lost for want of room, or a customer could not be read: all are looked at again.</summary>
    public volatile bool HasMissed;

    public Task Next => Volatile.Read(ref _next).Task;

    public void Announce() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
