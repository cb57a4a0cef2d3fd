namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>Says of grains that <see cref="ShardPlacementDirector"/> chooses their host.</summary>
[GenerateSerializer, Immutable]
internal sealed class ShardPlacement : PlacementStrategy
{
    /// <summary>All of them are equal.</summary>
    public static ShardPlacement Singleton { get; } = new();
}
