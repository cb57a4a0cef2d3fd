namespace KpiPlatform.Domain.Interactions;

/// <summary>What an interaction says beyond its header; one sealed record per <see cref="InteractionKind"/>.</summary>
/// <remarks>Money is in minor units of the tenant's currency, converted at the edge; beside it stands what was sent, where that differs.</remarks>
public abstract record Facts
{
    /// <summary>Which kind.</summary>
    public abstract InteractionKind Kind { get; }
}
