using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Host.Runtime.Embedded;

/// <summary>Tells the grain runtime how much memory customers hold, so that those not used for longest make way.</summary>
internal sealed class CustomerSizer : IActivationSizer
{
    /// <inheritdoc/>
    public long EstimateBytes(object grain) => grain is CustomerGrain customer ? customer.EstimatedBytes : 0;
}
