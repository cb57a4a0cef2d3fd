namespace KpiPlatform.Dashboard.Platform;

/// <summary>
/// How the platform itself is, for its administrators. The host answers for the process that it is; a cluster answers for all of its
/// hosts behind the same interface. Thread-safe.
/// </summary>
public interface IPlatformStatus
{
    /// <summary>The hosts, and how each is.</summary>
    Task<PlatformStatus> GetAsync(CancellationToken cancellationToken);
}
