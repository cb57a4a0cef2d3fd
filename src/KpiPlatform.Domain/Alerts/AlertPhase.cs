namespace KpiPlatform.Domain.Alerts;

/// <summary>Where a cause stands.</summary>
public enum AlertPhase
{
    /// <summary>Good.</summary>
    Quiet = 0,

    /// <summary>Bad, not long enough yet.</summary>
    Pending = 1,

    /// <summary>Bad for long enough: told.</summary>
    Firing = 2,

    /// <summary>Good after it was told, not long enough yet.</summary>
    Recovering = 3,
}
