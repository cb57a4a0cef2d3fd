using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Customers;

namespace KpiPlatform.Grains.Tenants;

/// <summary>
/// Counts customers whose person was erased, and deletes what they did long ago: they have no id, so no grain can be asked. What described the person no longer counts.
/// Safe beside anything: the mark is a version of the customer's, so that of two attempts one is refused.
/// </summary>
public sealed class ErasedCustomers
{
    // A call is to end well within the time that it may take.
    private const int PageSize = 50;
    private readonly IJournalReader _reader;
    private readonly IJournalWriter _writer;
    private readonly IErasures _erasures;

    /// <summary>Creates it.</summary>
    public ErasedCustomers(IJournalReader reader, IJournalWriter writer, IErasures erasures)
    {
        _reader = reader;
        _writer = writer;
        _erasures = erasures;
    }

    /// <summary>Counts a customer under the next definition as well; whether that is committed.</summary>
    /// <param name="definition">The definition in force, with a next one.</param>
    /// <param name="customer">The customer as it stood.</param>
    /// <param name="cancellationToken">Ends reading the history.</param>
    public async Task<bool> AdoptAsync(TenantDefinition definition, CountedCustomer customer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(customer);
        var next = definition.Next ?? throw new ArgumentException("There is no next definition.", nameof(definition));

        // One that is folded counts with its survivor.
        if (await Family.ReadAsync(_reader, next.Tenant, customer.Customer, cancellationToken) is not { } family)
            return true;
        var state = new CustomerState(new FoldContext(next));
        var contribution = new CellDelta();
        state.Add([.. family.Rows], contribution);
        var outcome = await _writer.AppendAsync(new(
            next.Tenant,
            customer.Customer,
            NewCustomerId: null,
            customer.Version + 1,
            [DefinitionMark.Of(next.Version, state.Fold.Activity.LastInteractionAt)],
            definition.ShardOf(customer.Customer),
            new CellDelta(),
            IndexEntry: null)
        {
            Also = [new(next.ShardOf(customer.Customer), contribution)],
        });
        return outcome.Status == AppendStatus.Committed;
    }

    /// <summary>Deletes what a page of them did before a day.</summary>
    /// <param name="definition">The definition in force.</param>
    /// <param name="beforeDay">First local day that stays.</param>
    /// <param name="after">Number to go on after; null: the first page.</param>
    /// <param name="cancellationToken">Ends reading histories.</param>
    public async Task<DeleteErasedFactsReply> DeleteFactsAsync(TenantDefinition definition, int beforeDay, long? after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var page = await _erasures.ReadErasedActiveBeforeAsync(
            definition.Tenant, definition.Calendar.StartOf(beforeDay), after is { } number ? new CustomerNumber(number) : null, PageSize, cancellationToken);
        var (deleted, customers, left) = (0L, 0, 0);
        foreach (var customer in page)
        {
            var count = await TryDeleteFactsAsync(definition, customer, beforeDay, cancellationToken);
            deleted += count ?? 0;
            customers += count > 0 ? 1 : 0;
            left += count is null ? 1 : 0;
        }

        return new(deleted, customers, left, page.Count < PageSize ? null : page[^1].Value);
    }

    /// <summary>One whose rows can't be read keeps nobody after it.</summary>
    private async Task<long?> TryDeleteFactsAsync(TenantDefinition definition, CustomerNumber customer, int beforeDay, CancellationToken cancellationToken)
    {
        try
        {
            return await DeleteFactsAsync(definition, customer, beforeDay, cancellationToken);
        }
        catch (DomainException exception) when (exception.Kind is ErrorKind.DataLoss or ErrorKind.Unavailable)
        {
            return null;
        }
    }

    /// <summary>Deletes what a customer, with all that are folded into it, did before a day; how many interactions, or null if it could not be changed just then.</summary>
    /// <param name="definition">The definition in force.</param>
    /// <param name="customer">The customer's number.</param>
    /// <param name="beforeDay">First local day that stays.</param>
    /// <param name="cancellationToken">Ends reading the history.</param>
    private async Task<long?> DeleteFactsAsync(TenantDefinition definition, CustomerNumber customer, int beforeDay, CancellationToken cancellationToken)
    {
        // One that is folded is deleted with its survivor.
        if (await Family.ReadAsync(_reader, definition.Tenant, customer, cancellationToken) is not { } family)
            return 0;
        var ordinals = family.Folded.ToDictionary(member => member.Number!.Value, member => member.Ordinal);
        var rows = new List<JournalRow>();
        var (version, newest) = (0L, 0);
        await foreach (var (row, _) in _reader.ReadTogetherAsync(definition.Tenant, family.Numbers, cancellationToken))
        {
            if (row.Customer == customer)
                (version, newest) = (row.Version, Math.Max(newest, row.Definition));
            if (!row.IsMark)
                rows.Add(row with { Interaction = row.Interaction with { Member = ordinals.GetValueOrDefault(row.Customer) } });
        }

        var old = new OldFacts(rows, definition.Calendar, beforeDay);
        var deleted = old.Deleted;
        if (deleted.Count == 0)
            return 0;
        List<TenantDefinition> counted = [definition];
        if (definition.Previous is { } previous)
            counted.Add(previous);
        if (definition.Next is { } next && newest >= next.Version)
            counted.Add(next);
        var deltas = old.Deltas(customer, counted.Select(under => new FoldContext(under)));
        var outcome = await _writer.AppendAsync(new(
            definition.Tenant,
            customer,
            NewCustomerId: null,
            version + 1,
            [old.Mark(Math.Max(newest, counted.Max(under => under.Version)))],
            deltas[0].Shard,
            deltas[0].Delta,
            IndexEntry: null)
        {
            Also = deltas[1..],
            Deletion = new(deleted.ConvertAll(FactsDeletion.Empty)),
        });
        return outcome.Status == AppendStatus.Committed ? deleted.Count : null;
    }
}
