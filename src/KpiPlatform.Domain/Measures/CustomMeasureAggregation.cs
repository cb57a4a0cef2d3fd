namespace KpiPlatform.Domain.Measures;

/// <summary>How a tenant's measure makes a number of interactions. The numbers are those of the contract.</summary>
public enum CustomMeasureAggregation
{
    /// <summary>Not set.</summary>
    None = 0,

    /// <summary>Interactions. Exact.</summary>
    Count = 1,

    /// <summary>Σ of a field. Exact in minor units, milliseconds or millionths.</summary>
    Sum = 2,

    /// <summary>Mean of a field: Σ ÷ number of values, both exact; no value where there is none.</summary>
    Average = 3,

    /// <summary>
    /// Smallest value of a field, within 1 %: a value that a revision takes back can be withdrawn from a tenant's counters, but not
    /// from a single minimum, so values are counted by buckets of 1 %. Whole numbers up to 50 are exact.
    /// </summary>
    Min = 4,

    /// <summary>Greatest value of a field, within 1 % like <see cref="Min"/>.</summary>
    Max = 5,

    /// <summary>Different customers in the period. Exact.</summary>
    DistinctCustomers = 6,

    /// <summary>Customers with so many interactions in the period, or more. Exact.</summary>
    CustomersWithAtLeast = 7,

    /// <summary>One measure ÷ another. As exact as they are.</summary>
    Ratio = 8,

    /// <summary>A quantile of a field's values, within 1 % like <see cref="Min"/>.</summary>
    Percentile = 9,

    /// <summary>For facts of the tenant (spend, observation, service_rate): value of the newest one in or before the period. Exact.</summary>
    Last = 10,

    /// <summary>For facts of customers: Σ over customers of the value of each one's newest in or before the period, e.g. seats. Exact.</summary>
    SumOfLast = 11,
}
