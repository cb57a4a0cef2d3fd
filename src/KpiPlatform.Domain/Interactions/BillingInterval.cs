namespace KpiPlatform.Domain.Interactions;

/// <summary>How often a subscription is charged. The numbers stand in the journal and never change.</summary>
public enum BillingInterval : byte
{
    /// <summary>Never in the journal.</summary>
    Unspecified = 0,

    /// <summary>Weekly.</summary>
    Week = 1,

    /// <summary>Monthly.</summary>
    Month = 2,

    /// <summary>Every three months.</summary>
    Quarter = 3,

    /// <summary>Yearly.</summary>
    Year = 4,
}
