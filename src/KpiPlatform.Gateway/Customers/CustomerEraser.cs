using KpiPlatform.Domain;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Forgets a customer everywhere: in the journal, and among what was rejected.</summary>
internal sealed class CustomerEraser(CallerGrains grains, CallerDefinitions definitions, RejectedPersons rejections)
{
    /// <summary>Erases one.</summary>
    /// <exception cref="DomainException">NOT_FOUND: there never was such a customer, or Unavailable.</exception>
    public async Task<EraseCustomerResponse> EraseAsync(EraseCustomerRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseCustomer(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);

        // Also of somebody who never was recorded: all that they sent may have been rejected.
        var deleted = await rejections.EraseAsync(definition.Tenant, id, cancellationToken);
        var reply = await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, id)).Erase(cancellationToken);
        if (reply.Error is { Kind: ErrorKind.NotFound } && deleted > 0)
            return new() { RejectionsDeletedCount = deleted };
        var erased = reply.Require();
        return new()
        {
            InteractionsKeptCount = erased.InteractionsKept,
            PersonalPartsDeletedCount = erased.PersonalPartsDeleted,
            RejectionsDeletedCount = deleted,
            AlreadyErased = erased.AlreadyErased,
        };
    }
}
