namespace KpiPlatform.Domain.Segments;

/// <summary>What a customer's performance is made of.</summary>
public enum PerformancePart
{
    /// <summary>Latest CSAT answer, on its survey's scale.</summary>
    Satisfaction = 1,

    /// <summary>Latest NPS answer, 0 to 10.</summary>
    Loyalty = 2,

    /// <summary>100 × (1 − local days since the last qualifying activity ÷ lapse), at least 0; 100 while a subscription runs on.</summary>
    Retention = 3,

    /// <summary>Complaints of the last 365 local days, today among them.</summary>
    Complaints = 4,

    /// <summary>Margin of the last 365 local days, today among them, in whole units of the tenant's currency.</summary>
    Value = 5,
}
