using KpiPlatform.Domain.Quality;

namespace KpiPlatform.Gateway.Quotas;

/// <summary>What one tenant takes of this server. Thread-safe.</summary>
internal sealed class TenantMeter(IIntakeQualityStore store, TimeProvider time)
{
    /// <summary>Interactions received.</summary>
    public TokenBucket Interactions { get; } = new(time);

    /// <summary>Timestamp of the last time that interactions came too fast; 0 for never.</summary>
    public long RefusedAt
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>What work is done by while interactions come too fast: one piece after the other.</summary>
    public SemaphoreSlim Turns { get; } = new(1);

    /// <summary>Cost of calls.</summary>
    public TokenBucket Queries { get; } = new(time);

    /// <summary>Interactions accepted this month.</summary>
    public MonthMeter Month { get; } = new(store, time);

    /// <summary>Recording streams.</summary>
    public OpenPlaces Streams { get; } = new();

    /// <summary>Watch streams.</summary>
    public OpenPlaces Watchers { get; } = new();

    /// <summary>Questions that read the whole journal, waiting or answered.</summary>
    public OpenPlaces Scans { get; } = new();
}
