namespace KpiPlatform.Domain.Alerts;

/// <summary>What became of an action. The numbers are stored, and those of the contract.</summary>
public enum AlertActionState
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>Nobody has looked at it.</summary>
    Open = 1,

    /// <summary>Somebody has.</summary>
    Acknowledged = 2,

    /// <summary>Done, or over.</summary>
    Resolved = 3,
}
