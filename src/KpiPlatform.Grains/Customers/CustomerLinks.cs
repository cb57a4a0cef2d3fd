using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Grains.Customers;

/// <summary>What a customer's activation knows of links. Those of customers never linked have none.</summary>
internal sealed class CustomerLinks
{
    /// <summary>Whom the customer is folded into; null if it is not.</summary>
    public CustomerId? Survivor { get; init; }

    /// <summary>The customer with those folded into it, perhaps none; null if it is folded itself.</summary>
    public Family? Family { get; init; }

    /// <summary>Completes once the customer is not being folded into another any more; null if it just isn't. Nothing is recorded meanwhile.</summary>
    public TaskCompletionSource? Moving { get; set; }
}
