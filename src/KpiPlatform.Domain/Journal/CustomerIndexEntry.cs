using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>What lists and filters know of a customer, as of one version.</summary>
public sealed record CustomerIndexEntry
{
    /// <summary>Stands for no end: later than anything that is recorded, and within what databases hold.</summary>
    public static readonly Instant Forever = Instant.FromUtc(9999, 1, 1, 0, 0);

    /// <summary>The tenant.</summary>
    public required TenantNumber Tenant { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerNumber Customer { get; init; }

    /// <summary>Version that the columns are of; an entry never replaces one of a higher version.</summary>
    public required long Version { get; init; }

    /// <summary>Whether the customer is folded into another: then it is in no list, and the other columns say nothing.</summary>
    public bool IsFolded { get; init; }

    /// <summary>When the customer changes without an interaction (it lapses); null if never. Drives the sweep.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>Number of orders.</summary>
    public long Orders { get; init; }

    /// <summary>Revenue in minor units: Σ amount − discount − refunds.</summary>
    public long RevenueMinor { get; init; }

    /// <summary>Number of complaints.</summary>
    public long Complaints { get; init; }

    /// <summary>Tickets not resolved now.</summary>
    public long OpenTickets { get; init; }

    /// <summary>Latest CSAT answer, on the survey's scale; null if none.</summary>
    public double? Csat { get; init; }

    /// <summary>Latest NPS answer, 0 to 10; null if none.</summary>
    public double? Nps { get; init; }

    /// <summary>First acquiring interaction; null if none.</summary>
    public Instant? AcquiredAt { get; init; }

    /// <summary>First order; null if none.</summary>
    public Instant? FirstOrderAt { get; init; }

    /// <summary>Last order; null if none.</summary>
    public Instant? LastOrderAt { get; init; }

    /// <summary>Latest interaction; null if none.</summary>
    public Instant? LastInteractionAt { get; init; }

    /// <summary>Out of the base from then on; <see cref="Forever"/> while a subscription runs, null if the customer never was in it.</summary>
    public Instant? BaseUntil { get; init; }

    /// <summary>When the customer last came back into the base after having lapsed; null if it never did.</summary>
    public Instant? ReturnedAt { get; init; }

    /// <summary>What the tenant's segments look at; null for tenants without segments. On its way only: the index does not store it.</summary>
    public CustomerFacts? Facts { get; init; }
}
