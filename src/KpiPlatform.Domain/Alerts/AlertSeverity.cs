namespace KpiPlatform.Domain.Alerts;

/// <summary>How bad it is. The numbers are those of the contract.</summary>
public enum AlertSeverity
{
    /// <summary>Not said: a warning.</summary>
    None = 0,

    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>To be looked at.</summary>
    Warning = 2,

    /// <summary>To be looked at now.</summary>
    Critical = 3,
}
