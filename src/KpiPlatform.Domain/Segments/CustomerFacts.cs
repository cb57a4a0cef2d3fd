using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Domain.Segments;

/// <summary>What conditions look at of a customer, as of one version of it. Immutable.</summary>
public sealed record CustomerFacts
{
    /// <summary>External id.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Version of the customer.</summary>
    public required long Version { get; init; }

    /// <summary>Attributes in force.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>Number of orders.</summary>
    public long Orders { get; init; }

    /// <summary>Revenue in minor units.</summary>
    public long RevenueMinor { get; init; }

    /// <summary>Number of complaints.</summary>
    public long Complaints { get; init; }

    /// <summary>Tickets not resolved.</summary>
    public long OpenTickets { get; init; }

    /// <summary>Latest CSAT answer; null if none.</summary>
    public double? Csat { get; init; }

    /// <summary>Latest NPS answer; null if none.</summary>
    public double? Nps { get; init; }

    /// <summary>Percent of satisfied answers to CSAT surveys; null without answers.</summary>
    public double? CsatRate { get; init; }

    /// <summary>NPS over the contacts; null without answers.</summary>
    public double? NpsScore { get; init; }

    /// <summary>Mean answer to CES surveys; null without answers.</summary>
    public double? Ces { get; init; }

    /// <summary>Mean hours to resolution; null without resolved tickets.</summary>
    public double? ResolutionHours { get; init; }

    /// <summary>First acquiring interaction; null if none.</summary>
    public Instant? AcquiredAt { get; init; }

    /// <summary>First order; null if none.</summary>
    public Instant? FirstOrderAt { get; init; }

    /// <summary>Last order; null if none.</summary>
    public Instant? LastOrderAt { get; init; }

    /// <summary>Latest interaction; null if none.</summary>
    public Instant? LastInteractionAt { get; init; }

    /// <summary>Last activity that keeps the customer in the base; null if none.</summary>
    public Instant? LastActivityAt { get; init; }

    /// <summary>Out of the base from then on; <see cref="CustomerIndexEntry.Forever"/> while a subscription runs, null if never in it.</summary>
    public Instant? BaseUntil { get; init; }

    /// <summary>When the customer last came back into the base; null if never.</summary>
    public Instant? ReturnedAt { get; init; }

    /// <summary>Days with complaints or margin among the last 365 up to the latest interaction, ascending.</summary>
    public IReadOnlyList<CustomerYearDay> LatestYear { get; init; } = [];

    /// <summary>An attribute, or null.</summary>
    public string? Attribute(string key)
    {
        foreach (var (name, value) in Attributes)
        {
            if (string.Equals(name, key, StringComparison.Ordinal))
                return value;
        }

        return null;
    }
}
