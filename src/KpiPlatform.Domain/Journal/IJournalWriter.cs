using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>The host's one way into the journal: group commit of appends under a writer epoch. Thread-safe.</summary>
public interface IJournalWriter
{
    /// <summary>A number for a customer that has none yet: unique in the database, without asking it. Unused numbers are lost, harmlessly.</summary>
    CustomerNumber AllocateCustomer();

    /// <summary>
    /// Queues an append; the task completes once its fate is known, never before the commit returned. Appends of one customer
    /// are committed in the order of the calls; when one isn't committed, later ones of the same customer lose with
    /// <see cref="AppendStatus.Conflict"/>, because their first version no longer fits. Appends of one tenant, too, meet their fate in
    /// the order of the calls: one that is committed knows that all queued before it are, or never will be; counting a tenant anew
    /// rests on it. Never throws for the fate of the append.
    /// </summary>
    Task<AppendOutcome> AppendAsync(JournalAppend append);
}
