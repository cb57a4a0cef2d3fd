using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Errors;

/// <summary>Errors about things that are not there.</summary>
internal static class NotFoundErrors
{
    /// <summary>There is no such tenant.</summary>
    public static DomainException Tenant(TenantId tenant) =>
        new(ErrorKind.NotFound, Reasons.TenantNotFound, $"There is no tenant \"{tenant}\". Create it first.");

    /// <summary>The tenant has no such customer.</summary>
    public static DomainException Customer(CustomerId customer) =>
        new(ErrorKind.NotFound, Reasons.CustomerNotFound, $"There is no customer \"{DisplayText.Of(customer.Value)}\". A customer exists from its first interaction on.");
}
