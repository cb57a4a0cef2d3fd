namespace KpiPlatform.Domain.Alerts;

/// <summary>What is to be told after a look.</summary>
public enum AlertTurn
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It has become bad.</summary>
    Raise = 1,

    /// <summary>It is over.</summary>
    Clear = 2,
}
