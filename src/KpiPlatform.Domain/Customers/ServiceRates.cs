using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// What service costs on a day: the latest rate of a unit dated on it or before; before the first nothing. A rate counts for the
/// whole of the local day on which it begins. Immutable, thread-safe.
/// </summary>
public sealed class ServiceRates
{
    private const long MicrosecondsPerMinute = 60_000_000;
    private readonly DatedServiceRate[] _contact;
    private readonly DatedServiceRate[] _ticket;

    /// <summary>Creates it of a tenant's rates, in any order; of several of one day the last counts.</summary>
    public ServiceRates(IEnumerable<DatedServiceRate> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        var byDay = rates.OrderBy(rate => rate.Day).ToList();
        _contact = [.. byDay.Where(rate => rate.Unit == ServiceRateUnit.ContactMinute)];
        _ticket = [.. byDay.Where(rate => rate.Unit == ServiceRateUnit.Ticket)];
    }

    /// <summary>Whether there is a rate of a unit on any day.</summary>
    public bool Has(ServiceRateUnit unit) => Of(unit).Length > 0;

    /// <summary>Minor units for a ticket opened on a day.</summary>
    public long CostOfTicket(int day) => RateOn(_ticket, day);

    /// <summary>Minor units for all contact time of a customer's day, rounded once, half up.</summary>
    /// <param name="day">Local day.</param>
    /// <param name="microseconds">Contact time of that day.</param>
    public long CostOfContact(int day, long microseconds) =>
        (long)((((Int128)microseconds * RateOn(_contact, day)) + (MicrosecondsPerMinute / 2)) / MicrosecondsPerMinute);

    private static long RateOn(DatedServiceRate[] rates, int day)
    {
        for (var i = rates.Length - 1; i >= 0; i--)
        {
            if (rates[i].Day <= day)
                return rates[i].RateMinor;
        }

        return 0;
    }

    private DatedServiceRate[] Of(ServiceRateUnit unit) => unit == ServiceRateUnit.Ticket ? _ticket : _contact;
}
