using Google.Protobuf;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Quality;

/// <summary>Finds and deletes the rejected interactions of one customer: they are kept as they were sent, and so are personal.</summary>
internal sealed class RejectedPersons(IntakeQuality quality, IntakeReporter reporter, IIntakeQualityStore store)
{
    private const int PageSize = 500;

    /// <summary>All, oldest first.</summary>
    /// <exception cref="DomainException">The database is away.</exception>
    public Task<IReadOnlyList<RejectedPayload>> FindAsync(TenantNumber tenant, CustomerId customer, CancellationToken cancellationToken) =>
        FindAsync(tenant, rejected => IsOf(rejected, customer), cancellationToken);

    private async Task<IReadOnlyList<RejectedPayload>> FindAsync(TenantNumber tenant, Func<RejectedPayload, bool> isWanted, CancellationToken cancellationToken)
    {
        if (!await reporter.ReportAsync(cancellationToken))
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "Rejected interactions can't be reached now. Send the call again.");
        var found = new List<RejectedPayload>();
        string? after = null;
        while (true)
        {
            var page = await store.ListRejectedAsync(new(tenant, Source: null, Reason: null, after, PageSize), cancellationToken);
            found.AddRange(page.Where(isWanted));
            if (page.Count < PageSize)
                return found;
            after = page[^1].Id;
        }
    }

    /// <summary>Deletes all, those among them that are not stored yet, and those of others that name the customer as their referrer; how many.</summary>
    /// <exception cref="DomainException">The database is away.</exception>
    public async Task<int> EraseAsync(TenantNumber tenant, CustomerId customer, CancellationToken cancellationToken)
    {
        var deleted = quality.Forget(tenant, rejected => Names(rejected, customer));
        var found = await FindAsync(tenant, rejected => Names(rejected, customer), cancellationToken);
        foreach (var chunk in found.Chunk(PageSize))
            await store.DeleteRejectedAsync(tenant, [.. chunk.Select(rejected => rejected.Id)], cancellationToken);
        return deleted + found.Count;
    }

    private static bool IsOf(RejectedPayload rejected, CustomerId customer) => Says(
        rejected, interaction => Is(interaction.Customer, customer) || Is(interaction.IdentityLinked?.Survivor, customer) || Is(interaction.IdentityUnlinked?.Survivor, customer));

    private static bool Names(RejectedPayload rejected, CustomerId customer) =>
        IsOf(rejected, customer) || Says(rejected, interaction => Is(interaction.CustomerRegistered?.Referrer, customer));

    private static bool Is(string? id, CustomerId customer) => string.Equals(id, customer.Value, StringComparison.Ordinal);

    private static bool Says(RejectedPayload rejected, Func<Interaction, bool> says)
    {
        try
        {
            return says(Interaction.Parser.ParseFrom(rejected.Payload.Span));
        }
        catch (InvalidProtocolBufferException)
        {
            // Nobody can tell whose it is, and nobody can send it again.
            return true;
        }
    }
}
