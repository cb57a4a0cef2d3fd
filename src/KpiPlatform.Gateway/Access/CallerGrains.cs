using KpiPlatform.Grains.Abstractions;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// The gateway's only way to grains. The key of every grain begins with its tenant, and here, at what is really addressed and not at what a
/// request says, it is held against the tenant of the caller's credential once more. Thread-safe.
/// </summary>
internal sealed class CallerGrains(IGrainFactory grains)
{
    /// <summary>A reference to a grain.</summary>
    /// <param name="key">Its key, of <see cref="GrainKeys"/>.</param>
    /// <typeparam name="T">Its interface.</typeparam>
    /// <exception cref="Domain.DomainException">PERMISSION_DENIED: it is of another tenant than the caller.</exception>
    public T GetGrain<T>(string key)
        where T : IGrainWithStringKey
    {
        CallerScope.RequireOpen(GrainKeys.TenantOf(key));
        return grains.GetGrain<T>(key);
    }
}
