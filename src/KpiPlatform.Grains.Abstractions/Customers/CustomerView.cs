using NodaTime;

namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>A customer as of one committed version. Instants are ticks of 100 ns since 1970; null means never.</summary>
[GenerateSerializer]
[Immutable]
[Alias("kpi.CustomerView")]
public sealed record CustomerView
{
    /// <summary>External id.</summary>
    [Id(0)]
    public required string CustomerId { get; init; }

    /// <summary>Number of rows in the journal.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>Attributes in force, sorted by key.</summary>
    [Id(2)]
    public KeyValuePair<string, string>[] Attributes { get; init; } = [];

    /// <summary>First acquiring interaction.</summary>
    [Id(3)]
    public long? AcquiredAtTicks { get; init; }

    /// <summary>First order.</summary>
    [Id(4)]
    public long? FirstOrderAtTicks { get; init; }

    /// <summary>Last order.</summary>
    [Id(5)]
    public long? LastOrderAtTicks { get; init; }

    /// <summary>Latest interaction.</summary>
    [Id(6)]
    public long? LastInteractionAtTicks { get; init; }

    /// <summary>The customer leaves the base at this instant if nothing happens; long.MaxValue while a subscription runs on, null if it never was in it.</summary>
    [Id(7)]
    public long? BaseUntilTicks { get; init; }

    /// <summary>Number of orders.</summary>
    [Id(8)]
    public long Orders { get; init; }

    /// <summary>Σ amount − discount − refunds, minor units.</summary>
    [Id(9)]
    public long RevenueMinor { get; init; }

    /// <summary>Answers to CSAT surveys.</summary>
    [Id(10)]
    public long CsatAnswers { get; init; }

    /// <summary>Satisfied ones among them.</summary>
    [Id(11)]
    public long CsatSatisfied { get; init; }

    /// <summary>Latest CSAT answer.</summary>
    [Id(12)]
    public double? LatestCsat { get; init; }

    /// <summary>Latest NPS answer.</summary>
    [Id(13)]
    public double? LatestNps { get; init; }

    /// <summary>Answers to CES surveys.</summary>
    [Id(14)]
    public long CesAnswers { get; init; }

    /// <summary>Sum of them × 1,000,000.</summary>
    [Id(15)]
    public long CesSumMicro { get; init; }

    /// <summary>Complaints.</summary>
    [Id(16)]
    public long Complaints { get; init; }

    /// <summary>Tickets not resolved now.</summary>
    [Id(17)]
    public long OpenTickets { get; init; }

    /// <summary>Resolved tickets.</summary>
    [Id(18)]
    public long ResolvedTickets { get; init; }

    /// <summary>Σ opening to last resolution, milliseconds.</summary>
    [Id(19)]
    public long ResolutionMilliseconds { get; init; }

    /// <summary>Version of the tenant's definition.</summary>
    [Id(20)]
    public int Definition { get; init; }

    /// <summary>Number of contacts whose latest NPS answer counts; the NPS of the customer is over them.</summary>
    [Id(21)]
    public long NpsContacts { get; init; }

    /// <summary>Promoters among them.</summary>
    [Id(22)]
    public long NpsPromoters { get; init; }

    /// <summary>Detractors among them.</summary>
    [Id(23)]
    public long NpsDetractors { get; init; }

    /// <summary>When the customer last came back into the base after having lapsed; null if it never did.</summary>
    [Id(24)]
    public long? ReturnedAtTicks { get; init; }

    /// <summary>Last activity that keeps the customer in the base.</summary>
    [Id(25)]
    public long? LastActivityAtTicks { get; init; }

    /// <summary>Days with complaints or margin among the last 365 up to the latest interaction, ascending.</summary>
    [Id(26)]
    public CustomerDayTotal[] LatestYear { get; init; } = [];

    /// <summary>Id of the survivor, which is what this view shows, if a customer was asked for who is folded into it; null if not.</summary>
    [Id(27)]
    public string? Survivor { get; init; }

    /// <summary>Ids of the customers folded into this one, ordinally sorted; of erased ones there are none.</summary>
    [Id(28)]
    public string[] Folded { get; init; } = [];

    /// <summary>Numbers of this customer and of all that are folded into it; empty if none are.</summary>
    [Id(29)]
    public long[] Numbers { get; init; } = [];

    /// <summary>The instant of ticks.</summary>
    public static Instant? InstantOf(long? ticks) => ticks is { } value ? Instant.FromUnixTimeTicks(value) : null;
}
