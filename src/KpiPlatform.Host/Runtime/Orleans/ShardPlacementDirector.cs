using KpiPlatform.Grains.Abstractions;
using global::Orleans.Runtime.Placement;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Puts the grains of a tenant's totals on one host after the other. The runtime's own choice prefers the host that calls, and the one that counts anew or reads calls
/// all of them in one moment: all stood on one host, and what they were spread for was not shared. Thread-safe.
/// </summary>
internal sealed class ShardPlacementDirector : IPlacementDirector
{
    private const int Multiplier = 31;

    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // The same order on every host.
        var hosts = context.GetCompatibleSilos(target).Order().ToList();
        if (hosts.Count == 0)
            throw new SiloUnavailableException("No host is there that runs grains.");
        var (tenant, shard) = GrainKeys.ParseMeasures(target.GrainIdentity.Key.ToString()!);

        // Tenants begin at different hosts.
        var start = tenant.Value.Aggregate(0u, (sum, letter) => unchecked((sum * Multiplier) + letter));
        return Task.FromResult(hosts[(int)((start + (uint)shard) % (uint)hosts.Count)]);
    }
}
