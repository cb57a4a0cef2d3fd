using KpiPlatform.Domain.Quality;

namespace KpiPlatform.Gateway.Quotas;

/// <summary>What one tenant takes of this server. Thread-safe.</summary>
internal sealed class TenantMeter(IIntakeQualityStore store, TimeProvider time)
{
    /// <summary>Interactions received.</summary>
    public TokenBucket Interactions { get; } = new(time);

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
