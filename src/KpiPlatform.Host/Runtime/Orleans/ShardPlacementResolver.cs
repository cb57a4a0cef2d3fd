using KpiPlatform.Grains.Measures;
using global::Orleans.Metadata;
using global::Orleans.Runtime.Placement;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>Names <see cref="ShardPlacement"/> for the grains of tenants' totals, here and not on their class, which is the same on both runtimes. Thread-safe.</summary>
internal sealed class ShardPlacementResolver(GrainTypeResolver types) : IPlacementStrategyResolver
{
    private readonly GrainType _measures = types.GetGrainType(typeof(MeasuresGrain));

    /// <inheritdoc/>
    public bool TryResolvePlacementStrategy(GrainType grainType, GrainProperties? properties, out PlacementStrategy result)
    {
        // Of no meaning where the answer is no.
        result = ShardPlacement.Singleton;
        return grainType.Equals(_measures);
    }
}
