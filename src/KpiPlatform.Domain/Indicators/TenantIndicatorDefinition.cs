namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator that a tenant has defined by a formula. Immutable.</summary>
public sealed record TenantIndicatorDefinition
{
    /// <summary>1 to 64 characters of a-z, 0-9 and "_", beginning with a letter; no built-in indicator's or measure's.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>At most 200 bytes; empty: the id.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>At most 2,000 bytes.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The formula.</summary>
    public string Formula { get; init; } = string.Empty;

    /// <summary>Unit that the formula is said to be in, which is checked; empty: the unit that it has.</summary>
    public string Unit { get; init; } = string.Empty;

    /// <summary>What is good.</summary>
    public Direction Direction { get; init; } = Direction.Increase;

    /// <summary>Observations below which a scorecard shows it in grey. Default 1.</summary>
    public int MinimumSample { get; init; } = 1;

    /// <summary>Request that made it; empty if none was given.</summary>
    public string RequestId { get; init; } = string.Empty;

    /// <summary>Ticks of 100 ns since 1970.</summary>
    public long CreatedAtTicks { get; init; }

    /// <summary>Ticks of 100 ns since 1970.</summary>
    public long UpdatedAtTicks { get; init; }
}
