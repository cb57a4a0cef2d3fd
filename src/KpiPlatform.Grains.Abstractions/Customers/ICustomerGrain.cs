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

    /// <summary>As <see cref="Record"/>, for interactions of a customer who is folded into this one, directly or over others.</summary>
    /// <param name="through">Ids of the customers that passed the call on, that customer first: it comes to none of them again.</param>
    /// <param name="command">Its interactions.</param>
    /// <param name="cancellationToken">Gives up before anything is computed.</param>
    /// <returns>The answer; null if that customer is not folded into this one, and nothing was recorded.</returns>
    [AlwaysInterleave]
    [Alias("RecordFolded")]
    Task<RecordReply?> RecordFolded(string[] through, RecordCommand command, CancellationToken cancellationToken);

    /// <summary>The survivor of a customer that is folded into this one; null if it is not.</summary>
    [AlwaysInterleave]
    [Alias("GetFolded")]
    Task<Reply<CustomerView>?> GetFolded(string[] through, CancellationToken cancellationToken);

    /// <summary>As <see cref="Watch"/>, for a customer that is folded into this one; ends once it no longer is.</summary>
    [AlwaysInterleave]
    [Alias("WatchFolded")]
    IAsyncEnumerable<CustomerView> WatchFolded(string[] through, CancellationToken cancellationToken);

    /// <summary>As <see cref="Adopt"/>, for a customer that is folded into this one; null if it is not.</summary>
    [AlwaysInterleave]
    [Alias("AdoptFolded")]
    Task<AdoptReply?> AdoptFolded(string[] through, int version, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="Erase"/>, or <see cref="EraseBefore"/> with ticks, for a customer that is folded into this one: both are one person, who is
    /// erased under all ids. Null if it is not.
    /// </summary>
    [AlwaysInterleave]
    [Alias("EraseFolded")]
    Task<Reply<EraseReply>?> EraseFolded(string[] through, long? beforeTicks, CancellationToken cancellationToken);

    /// <summary>
    /// Folds a customer into this one, or into the customer that this one is folded into, with everybody folded into it, and records its
    /// command, in one commit. The customer's survivor until now, or it itself, asks, and records nothing meanwhile.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Absorb")]
    Task<AbsorbReply> Absorb(AbsorbCommand command, CancellationToken cancellationToken);

    /// <summary>Answers once the customer is not just being folded into another.</summary>
    [AlwaysInterleave]
    [Alias("Settled")]
    Task Settled(CancellationToken cancellationToken);

    /// <summary>Brings the customer's entry in the index up to date, and answers once it is there; used after a crash and by the sweep.</summary>
    [AlwaysInterleave]
    [Alias("Reindex")]
    Task Reindex(CancellationToken cancellationToken);

    /// <summary>
    /// Erases the person, under all ids that are linked: external id, contacts, comments, attributes that count nowhere. Facts and totals stay. What was recorded and is
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

    /// <summary>
    /// Deletes the interactions that occurred before a local day, of all that are folded into the customer, for good and in one commit, and takes what
    /// they contributed out of all totals. Again: nothing more. The tenant's coverage must start there, or later; a folded customer is refused
    /// (CUSTOMER_FOLDED): its survivor is to be asked. See KpiPlatform.Grains/README.md for what stays.
    /// </summary>
    /// <param name="beforeDay">The first day that stays, 1970-01-01 = 0.</param>
    /// <param name="cancellationToken">Ends reading the history.</param>
    [AlwaysInterleave]
    [Alias("DeleteFacts")]
    Task<Reply<DeleteFactsReply>> DeleteFacts(int beforeDay, CancellationToken cancellationToken);
}
