namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>How a customer's change to a newer definition ended.</summary>
public enum AdoptStatus
{
    /// <summary>The customer counts under the definition, and that is committed.</summary>
    Done = 0,

    /// <summary>It is not known to; ask again.</summary>
    Failed = 1,

    /// <summary>The tenant is not being counted anew under this definition (any more).</summary>
    Superseded = 2,
}
