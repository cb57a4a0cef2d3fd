namespace KpiPlatform.Domain.Analysis;

/// <summary>What makes a customer a member of a cohort.</summary>
public enum CohortStart
{
    /// <summary>Its first order ever.</summary>
    FirstPurchase = 1,

    /// <summary>Its first acquiring interaction: an order, or a subscription that takes effect.</summary>
    Acquisition = 2,
}
