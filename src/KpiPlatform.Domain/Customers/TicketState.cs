using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>What is known of one ticket. Immutable; its arrays are never changed in place.</summary>
internal sealed record TicketState
{
    /// <summary>Id.</summary>
    public required string Ticket { get; init; }

    /// <summary>Category; empty if unknown.</summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>Opening; null if the opening is not known.</summary>
    public Instant? OpenedAt { get; init; }

    /// <summary>When it is to be resolved by; null if nothing was promised.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>First resolution.</summary>
    public Instant? FirstResolvedAt { get; init; }

    /// <summary>Last resolution; where the opening is known, the last one since.</summary>
    public Instant? LastResolvedAt { get; init; }

    /// <summary>Opened or reopened, and not resolved since.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The first resolution did not hold for seven days.</summary>
    public bool Failed { get; init; }

    /// <summary>An agent replied after the opening.</summary>
    public bool Replied { get; init; }

    /// <summary>Where it was opened: index of the channel among the values of the dimension declared on it, 0 for "other".</summary>
    public int Channel { get; init; }

    /// <summary>Local days of the resolutions that no reopening followed yet, ascending.</summary>
    public IReadOnlyList<int> HeldDays { get; init; } = [];

    /// <summary>Local day of the last resolution that a reopening followed; null if there is none.</summary>
    public int? BrokenDay { get; init; }
}
