namespace KpiPlatform.Domain.Alerts;

/// <summary>The indicator that a rule looks at.</summary>
public sealed record AlertIndicator
{
    /// <summary>Id of a scorecard; empty for an indicator of the tenant outside of any.</summary>
    public string Scorecard { get; init; } = string.Empty;

    /// <summary>"perspective/objective/indicator" within the scorecard; empty for the scorecard's own performance. Empty without a scorecard.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>Id of an indicator of the catalogue or of the tenant's own; empty with a scorecard.</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>The part to look at, of an indicator that has several; empty for the whole. Empty with a scorecard.</summary>
    public string Component { get; init; } = string.Empty;

    /// <summary>Dimension of the tenant: each of its values is a cause of its own. Empty for the whole, and with a scorecard.</summary>
    public string Dimension { get; init; } = string.Empty;

    /// <summary>Text form of the period. Default: this month.</summary>
    public string Period { get; init; } = string.Empty;
}
