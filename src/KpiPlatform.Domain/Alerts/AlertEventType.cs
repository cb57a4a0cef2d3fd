namespace KpiPlatform.Domain.Alerts;

/// <summary>What happened to an action. The numbers are stored, and those of the contract.</summary>
public enum AlertEventType
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>It was opened.</summary>
    Opened = 1,

    /// <summary>It was resolved, and the same has happened again or somebody opened it again.</summary>
    Reopened = 2,

    /// <summary>Its cause was over while it stayed open, and has come back.</summary>
    Recurred = 3,

    /// <summary>Its cause is over; it stays open.</summary>
    Cleared = 4,

    /// <summary>Somebody sees to it.</summary>
    Acknowledged = 5,

    /// <summary>It is resolved.</summary>
    Resolved = 6,

    /// <summary>It was commented on.</summary>
    Commented = 7,

    /// <summary>Its owner or date was changed.</summary>
    Changed = 8,

    /// <summary>Nothing: somebody tries whether a webhook works.</summary>
    Test = 9,
}
