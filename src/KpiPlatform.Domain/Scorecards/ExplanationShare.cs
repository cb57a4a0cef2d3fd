namespace KpiPlatform.Domain.Scorecards;

/// <summary>What an indicator, a customer or an interaction has in a score's change. Immutable.</summary>
public sealed record ExplanationShare
{
    /// <summary>Path of the indicator; empty in shares of customers and interactions, and for what changes the whole.</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>External id of the customer; empty for the tenant itself, for one that was erased, and for what no customer did.</summary>
    public string Customer { get; init; } = string.Empty;

    /// <summary>Source of the interaction; empty unless it is a share of one.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Id of the interaction within its source; empty if it was erased.</summary>
    public string Interaction { get; init; } = string.Empty;

    /// <summary>Its part of the change; all of one grouping sum to the whole.</summary>
    public required double Change { get; init; }
}
