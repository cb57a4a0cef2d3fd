namespace KpiPlatform.Host.Runtime;

/// <summary>What a host of a cluster does. A host by itself does all.</summary>
public enum HostRole
{
    /// <summary>Runs grains and serves clients.</summary>
    All,

    /// <summary>Runs grains; serves health alone.</summary>
    Silo,

    /// <summary>Serves clients with the grains of other hosts; writes no journal.</summary>
    Gateway,
}
