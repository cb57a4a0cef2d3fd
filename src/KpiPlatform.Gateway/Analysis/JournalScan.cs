using KpiPlatform.Domain;
using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>
/// Goes through everything recorded of a tenant, customer by customer, for questions that no live number answers. Costs as much as the
/// journal is long, so that few run at once and a journal beyond a limit is refused rather than answered late.
/// </summary>
internal sealed class JournalScan(IJournalReader journal, GatewayOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxJournalScans);

    /// <summary>Those of tenants that have a question waiting or answered, and of no others: one fewer than there are, so that the others need not wait for it.</summary>
    private readonly Dictionary<TenantNumber, (SemaphoreSlim Places, int Users)> _own = [];
    private readonly Lock _lock = new();

    /// <summary>Tenants that have a question waiting or answered.</summary>
    public int Tenants
    {
        get
        {
            lock (_lock)
                return _own.Count;
        }
    }

    /// <summary>Calls back for each customer, with what is folded into it, with its effective interactions in the order of the fold.</summary>
    /// <param name="tenant">The tenant's definition.</param>
    /// <param name="asOf">Only what was recorded by then; null for everything.</param>
    /// <param name="customer">Told the customer's number and history.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <exception cref="DomainException">QUERY_TOO_EXPENSIVE: the journal is longer than <see cref="GatewayOptions.MaxScannedInteractions"/>.</exception>
    public async Task RunAsync(TenantDefinition tenant, Instant? asOf, Action<CustomerNumber, IReadOnlyList<EncodedInteraction>> customer, CancellationToken cancellationToken)
    {
        var own = Join(tenant.Tenant);
        try
        {
            await own.WaitAsync(cancellationToken);
            try
            {
                await _places.WaitAsync(cancellationToken);
                try
                {
                    await ScanAsync(tenant, asOf, customer, cancellationToken);
                }
                finally
                {
                    _places.Release();
                }
            }
            finally
            {
                own.Release();
            }
        }
        finally
        {
            Leave(tenant.Tenant);
        }
    }

    private SemaphoreSlim Join(TenantNumber tenant)
    {
        lock (_lock)
        {
            var (places, users) = _own.TryGetValue(tenant, out var known) ? known : (new(Math.Max(1, options.MaxJournalScans - 1)), 0);
            _own[tenant] = (places, users + 1);
            return places;
        }
    }

    private void Leave(TenantNumber tenant)
    {
        lock (_lock)
        {
            var (places, users) = _own[tenant];
            if (users > 1)
            {
                _own[tenant] = (places, users - 1);
                return;
            }

            _own.Remove(tenant);
            places.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
    }

    private async Task ScanAsync(TenantDefinition tenant, Instant? asOf, Action<CustomerNumber, IReadOnlyList<EncodedInteraction>> customer, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var (number, rows) in journal.ReadHistoriesAsync(tenant.Tenant, asOf, cancellationToken))
        {
            count += rows.Count;
            if (count > options.MaxScannedInteractions)
            {
                throw new DomainException(
                    ErrorKind.FailedPrecondition,
                    "QUERY_TOO_EXPENSIVE",
                    $"This question reads the tenant's whole journal, which has more than {options.MaxScannedInteractions} interactions. Ask for an earlier as_of_time, or have the operator raise MaxScannedInteractions.",
                    "as_of_time");
            }

            if (rows.Count > 0)
                customer(number, CustomerHistory.Effective(rows));
        }
    }
}
