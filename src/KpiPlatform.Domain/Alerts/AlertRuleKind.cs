namespace KpiPlatform.Domain.Alerts;

/// <summary>What a rule looks at. The numbers are those of the contract.</summary>
public enum AlertRuleKind
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>An indicator of a scorecard or of the tenant, or a scorecard as a whole.</summary>
    Indicator = 1,

    /// <summary>The customers of a segment, each by itself.</summary>
    Segment = 2,

    /// <summary>What comes in: whether it stops coming.</summary>
    Silence = 3,
}
