using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>Orders.</content>
internal sealed partial class Oracle
{
    private void AddOrders(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        bool Within(LocalDate date) => from <= date && date < to;
        var orders = All<Purchase>().ToList();
        var inPeriod = In<Purchase>(from, to).ToList();
        var refunds = In<Refund>(from, to).Select(e => (Refund)e.Facts).ToList();
        numbers["orders"] = inPeriod.Count;
        numbers["refunds"] = refunds.Count;
        numbers["revenue"] = inPeriod.Select(e => (Purchase)e.Facts).Sum(order => order.AmountMinor - order.DiscountMinor) - refunds.Sum(refund => refund.AmountMinor);
        numbers["buyers"] = One(inPeriod.Count >= 1);
        numbers["repeat buyers"] = One(inPeriod.Count >= 2);
        numbers["first order"] = One(orders.Count >= 1 && Within(orders[0].Date));
        numbers["second order"] = One(orders.Count >= 2 && Within(orders[1].Date));

        // The N days are over at the end of the local day first + N.
        var matured = orders.Count > 0 && Within(orders[0].Date.PlusDays(_settings.ReturnWindowDays));
        numbers["return matured"] = One(matured);
        numbers["returned in window"] = One(matured && orders.Count(order => order.At <= PlusDays(orders[0].At, _settings.ReturnWindowDays)) >= 2);
    }
}
