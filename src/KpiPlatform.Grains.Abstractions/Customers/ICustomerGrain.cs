namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>One customer of a tenant. Key: <see cref="GrainKeys.Customer"/>.</summary>
[Alias("kpi.ICustomerGrain")]
public interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>Records interactions; answers once their fate is known. Calls interleave and are pipelined into the journal.</summary>
    [AlwaysInterleave]
    [Alias("Record")]
    Task<RecordReply> Record(RecordCommand command, CancellationToken cancellationToken);

    /// <summary>The customer as committed; null if it is unknown.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<Reply<CustomerView>> Get(CancellationToken cancellationToken);

    /// <summary>The customer as it is, then after each commit; the latest only for a slow reader. Ends with an empty sequence if it is unknown.</summary>
    [AlwaysInterleave]
    [Alias("Watch")]
    IAsyncEnumerable<CustomerView> Watch(CancellationToken cancellationToken);

    /// <summary>Counts the customer under the tenant's next definition as well, from its whole history, and answers once that is committed. Again: nothing more.</summary>
    /// <param name="version">Version of that definition.</param>
    /// <param name="cancellationToken">Ends reading the history.</param>
    [AlwaysInterleave]
    [Alias("Adopt")]
    Task<AdoptReply> Adopt(int version, CancellationToken cancellationToken);

    /// <summary>Brings the customer's entry in the index up to date; used after a crash and by the sweep.</summary>
    [AlwaysInterleave]
    [Alias("Reindex")]
    Task Reindex(CancellationToken cancellationToken);

    /// <summary>
    /// Erases the person: external id, contacts, comments, attributes that count nowhere. Facts and totals stay. What was recorded and is
    /// sent again stays a duplicate; what is new under the id begins a new customer. Again: nothing more.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Erase")]
    Task<Reply<EraseReply>> Erase(CancellationToken cancellationToken);

    /// <summary>Erases the personal parts of interactions that occurred before an instant; the whole person if there is none since.</summary>
    /// <param name="beforeTicks">Ticks of 100 ns since 1970.</param>
    /// <param name="cancellationToken">Ends reading the history.</param>
    [AlwaysInterleave]
    [Alias("EraseBefore")]
    Task<Reply<EraseReply>> EraseBefore(long beforeTicks, CancellationToken cancellationToken);
}
