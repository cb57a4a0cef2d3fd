using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>Stores customer snapshots. Thread-safe.</summary>
public interface ICustomerSnapshots
{
    /// <summary>Queues a snapshot of a committed version; written in batches, a later version of the same customer replacing an earlier one. Losing one is harmless.</summary>
    void Save(CustomerSnapshot snapshot);

    /// <summary>Drops what is queued of a customer, and waits for what is being written: afterwards nothing of it is on its way.</summary>
    Task ForgetAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken);

    /// <summary>Writes everything that is queued.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}
