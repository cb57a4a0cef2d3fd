using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Customers;

namespace KpiPlatform.Grains.Tenants;

/// <summary>
/// Counts customers whose person was erased: they have no id, so no grain can be asked. What described the person no longer counts.
/// Safe beside anything: the mark is a version of the customer's, so that of two attempts one is refused.
/// </summary>
public sealed class ErasedCustomers
{
    private readonly IJournalReader _reader;
    private readonly IJournalWriter _writer;

    /// <summary>Creates it.</summary>
    public ErasedCustomers(IJournalReader reader, IJournalWriter writer)
    {
        _reader = reader;
        _writer = writer;
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
            definition.MeasuresShard,
            new CellDelta(),
            IndexEntry: null)
        {
            Also = [new(next.MeasuresShard, contribution)],
        });
        return outcome.Status == AppendStatus.Committed;
    }
}
