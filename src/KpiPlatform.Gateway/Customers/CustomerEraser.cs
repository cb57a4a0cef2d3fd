using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Forgets a customer everywhere: in the journal, in what others recorded of whom they came by, and among what was rejected.</summary>
internal sealed class CustomerEraser(CallerGrains grains, CallerDefinitions definitions, RejectedPersons rejections, IErasures erasures)
{
    /// <summary>Erases one.</summary>
    /// <exception cref="DomainException">NOT_FOUND: there never was such a customer, or Unavailable.</exception>
    public async Task<EraseCustomerResponse> EraseAsync(EraseCustomerRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseCustomer(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);

        // Also of somebody who never was recorded: all that they sent may have been rejected.
        var deleted = await rejections.EraseAsync(definition.Tenant, id, cancellationToken);
        var grain = grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, id));

        // Whoever is linked with them is the same person.
        List<CustomerId> ids = [id];
        if ((await grain.Get(cancellationToken)).Value is { Folded.Length: > 0 } survivor)
        {
            foreach (var other in survivor.Folded.Append(survivor.CustomerId).Where(other => !string.Equals(other, id.Value, StringComparison.Ordinal)))
            {
                ids.Add(CustomerId.Parse(other));
                deleted += await rejections.EraseAsync(definition.Tenant, ids[^1], cancellationToken);
            }
        }

        var reply = await grain.Erase(cancellationToken);
        if (reply.Error is { Kind: ErrorKind.NotFound } && deleted > 0)
            return new() { RejectionsDeletedCount = deleted };
        var erased = reply.Require();

        // Also when the person was erased before: that call may have ended before it got here.
        await erasures.ForgetReferrersAsync(definition.Tenant, ids, cancellationToken);
        return new()
        {
            InteractionsKeptCount = erased.InteractionsKept,
            PersonalPartsDeletedCount = erased.PersonalPartsDeleted,
            RejectionsDeletedCount = deleted,
            AlreadyErased = erased.AlreadyErased,
        };
    }
}
