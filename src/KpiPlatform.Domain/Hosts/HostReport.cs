using NodaTime;

namespace KpiPlatform.Domain.Hosts;

/// <summary>What a host says of itself.</summary>
public sealed record HostReport
{
    /// <summary>Its name, of this run alone: a host that starts anew has another.</summary>
    public required string Name { get; init; }

    /// <summary>What it does: "all", "silo" or "gateway".</summary>
    public required string Role { get; init; }

    /// <summary>Where it serves clients, as a URL; empty if it does not.</summary>
    public required string Address { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>What it is at.</summary>
    public required HostStatus Status { get; init; }

    /// <summary>When it started.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it said this.</summary>
    public required Instant SeenAt { get; init; }

    /// <summary>Its writer in the journal; 0 if it has none.</summary>
    public required long Writer { get; init; }

    /// <summary>Figures of the moment.</summary>
    public required HostFigures Figures { get; init; }
}
