using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// Service rates are facts of the tenant itself, but decide what its customers cost: what was recorded becomes part of the tenant's
/// definition, and the past is counted anew under it.
/// </content>
public sealed partial class CustomerGrain
{
    /// <summary>
    /// Tells the tenant of rates that its definition lacks, after they were recorded. Not awaited by the recording, which the tenant may
    /// be calling at the same time to count this customer anew; should it fail, the next fact of the tenant does it again.
    /// </summary>
    private void TellRates()
    {
        if (_customer != CustomerId.TenantFacts || _state.Fold.Facts is not { Rates.Count: > 0 } facts)
            return;
        List<DatedServiceRate> rates = [.. facts.Rates.OrderBy(rate => rate.Unit).ThenBy(rate => rate.Day)];
        if (!rates.SequenceEqual(_context.Definition.Settings.ServiceRates))
            _ = TellRatesAsync(GrainJson.Write(rates));
    }

    private async Task TellRatesAsync(string ratesJson)
    {
        try
        {
            var reply = await GrainFactory.GetGrain<ITenantGrain>(GrainKeys.Tenant(_tenant)).UseServiceRates(ratesJson, CancellationToken.None);
            reply.Require();
        }
        catch (Exception exception)
        {
            LogRatesNotTaken(exception);
        }
    }
}
