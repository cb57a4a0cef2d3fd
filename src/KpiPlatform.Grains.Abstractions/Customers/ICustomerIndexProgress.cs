using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>How far the customer index is behind the journal.</summary>
public interface ICustomerIndexProgress
{
    /// <summary>Completes once the index holds everything that the vector covers.</summary>
    /// <exception cref="TimeoutException">It does not within 10 s.</exception>
    Task WaitAsync(PositionVector positions, CancellationToken cancellationToken);
}
