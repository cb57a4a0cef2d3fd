namespace KpiPlatform.Domain.Alerts;

/// <summary>What a reading says.</summary>
public enum AlertVerdict
{
    /// <summary>Nothing: there is no value, or none to hold it against. Everything stays as it is.</summary>
    Unknown = 0,

    /// <summary>Bad.</summary>
    Bad = 1,

    /// <summary>Not bad any more, and not yet good again.</summary>
    Between = 2,

    /// <summary>Good.</summary>
    Good = 3,
}
