namespace KpiPlatform.Dashboard.Platform;

/// <summary>How the platform is.</summary>
/// <param name="Hosts">By name.</param>
/// <param name="Database">What it stores in, without credentials: "SQLite, kpi.db".</param>
public sealed record PlatformStatus(IReadOnlyList<HostStatus> Hosts, string Database);
