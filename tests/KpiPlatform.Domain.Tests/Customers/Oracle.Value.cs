using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>What customers buy, cost and are part of.</content>
internal sealed partial class Oracle
{
    private void AddBuying(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var all = All<Purchase>().ToList();
        var orders = In<Purchase>(from, to).Select(e => (Purchase)e.Facts).ToList();
        numbers["cost"] = orders.Sum(order => order.CostMinor);
        numbers["customised"] = orders.Count(order => order.Customised);
        numbers["lines"] = orders.Sum(order => order.Lines.Sum(line => line.TotalMinor));
        numbers["sustainable"] = orders.Sum(order => order.Lines.Where(line => line.Tags.Contains("sustainable")).Sum(line => line.TotalMinor));
        numbers["cross buyers"] = One(In<Purchase>(from, to).Any(e => IsAfterPeriodBegan(e) && CategoriesOf(e).Except(Before(e).SelectMany(CategoriesOf)).Any()));
        numbers["up buyers"] = One(In<Purchase>(from, to).Any(e => IsAfterPeriodBegan(e) && LinesOf(e).Any(line =>
            line is { Tier: > 0, Family.Length: > 0 }
            && Before(e).SelectMany(LinesOf).Where(earlier => earlier.Tier > 0 && earlier.Family == line.Family).Select(earlier => earlier.Tier).DefaultIfEmpty(int.MaxValue).Max() < line.Tier)));

        // Refunds restated: on the day of the first order of the id that they name.
        numbers["refunded of orders"] = All<Refund>().Sum(e =>
        {
            var refund = (Refund)e.Facts;
            var order = refund.OrderId.Length == 0 ? null : all.FirstOrDefault(purchase => ((Purchase)purchase.Facts).OrderId == refund.OrderId);
            var date = (order ?? e).Date;
            return from <= date && date < to ? refund.AmountMinor : 0;
        });

        var acquired = AcquiredOn() is { } on && from <= on && on < to;
        numbers["acquired referred"] = One(acquired && All<CustomerRegistered>().Any(e => ((CustomerRegistered)e.Facts).HasReferrer));
        numbers["acquired by promotion"] = One(acquired && all.Count > 0 && ((Purchase)all[0].Facts).PromotionIds.Count > 0);
        numbers["returning payers"] = One(all.Any(e => to.PlusMonths(-6) <= e.Date && e.Date < to) && all.Any(e => e.Date < to.PlusMonths(-6)));

        bool IsAfterPeriodBegan(OracleEvent e) => all[0].Date < from;
        IEnumerable<OracleEvent> Before(OracleEvent e) => all.TakeWhile(other => other.Place < e.Place);
        static IEnumerable<OrderLine> LinesOf(OracleEvent e) => ((Purchase)e.Facts).Lines;
        static IEnumerable<string> CategoriesOf(OracleEvent e) => LinesOf(e).Select(line => line.Category).Where(category => category.Length > 0);
    }

    private void AddValue(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var inBase = InBase(to);
        numbers["cost to serve"] = CostToServe(from, to);
        numbers["margin of base"] = inBase ? Margin(from, to) : 0;
        var buys = All<Purchase>().Any(e => to.PlusDays(-365) <= e.Date && e.Date < to);
        numbers["year payers"] = One(buys);
        numbers["unprofitable"] = One(buys && Margin(to.PlusDays(-365), to) < 0);
        numbers["online in base"] = One(inBase && In<Visit>(from, to).Any(e => e.Facts is Visit { Place: VisitPlace.Online }));
        numbers["redeemers in base"] = One(inBase && In<PromotionRedeemed>(from, to).Any());
        numbers["members in base"] = One(inBase && IsMember(to));
        numbers["points"] = _events.Where(e => e.Date < to).Sum(e => e.Facts switch
        {
            LoyaltyPointsEarned earned => earned.Points,
            LoyaltyPointsRedeemed redeemed => -redeemed.Points,
            _ => 0,
        });
        var left = !inBase && WasInBase(to);
        numbers["lapsed"] = One(left);
        numbers["lapsed days"] = left ? LifeDays(to) : 0;
    }

    /// <summary>In the base at the start or at the cut, first order before the period before, more orders than in as many days of that.</summary>
    public bool BuysMoreOften(LocalDate previous, LocalDate from, LocalDate to, bool whole) =>
        IsMature(previous, from, to)
        && In<Purchase>(from, to).Count() > In<Purchase>(previous, whole ? from : Min(from, previous.PlusDays(Period.DaysBetween(from, to)))).Count();

    /// <summary>In the base at the start or at the cut, first order before the period before.</summary>
    public bool IsMature(LocalDate previous, LocalDate from, LocalDate to) =>
        (InBase(from) || InBase(to)) && All<Purchase>().Any(e => e.Date < previous);

    private static LocalDate Min(LocalDate one, LocalDate other) => one < other ? one : other;

    private long Margin(LocalDate from, LocalDate to) =>
        In<Purchase>(from, to).Select(e => (Purchase)e.Facts).Sum(order => order.AmountMinor - order.DiscountMinor - order.CostMinor)
        - In<Refund>(from, to).Sum(e => ((Refund)e.Facts).AmountMinor)
        - CostToServe(from, to);

    private long CostToServe(LocalDate from, LocalDate to)
    {
        var cost = In<CustomerCost>(from, to).Sum(e => ((CustomerCost)e.Facts).AmountMinor);
        foreach (var opening in _events.Where(e => e.Facts is TicketOpened).GroupBy(e => TicketOf(e.Facts)).Select(group => group.First()))
        {
            if (from <= opening.Date && opening.Date < to)
                cost += RateOn(ServiceRateUnit.Ticket, opening.Date);
        }

        var dates = _events.Where(e => e.Facts is Call or ContactTime && from <= e.Date && e.Date < to).Select(e => e.Date).Distinct();
        foreach (var date in _settings.ServiceRates.Count == 0 ? [] : dates)
        {
            var numbers = new SortedDictionary<string, long>(StringComparer.Ordinal);
            AddContacts(numbers, date, date.PlusDays(1));
            cost += (long)Math.Round(numbers["contact time"] * (decimal)RateOn(ServiceRateUnit.ContactMinute, date) / 60_000_000m, MidpointRounding.AwayFromZero);
        }

        return cost;
    }

    private long RateOn(ServiceRateUnit unit, LocalDate date) =>
        _settings.ServiceRates.Where(rate => rate.Unit == unit && rate.Day <= CellNumbers.Day(date)).OrderBy(rate => rate.Day).LastOrDefault()?.RateMinor ?? 0;

    private bool IsMember(LocalDate to)
    {
        var programmes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in _events.Where(e => e.Date < to))
        {
            if (e.Facts is LoyaltyJoined joined)
                programmes.Add(joined.Programme);
            else if (e.Facts is LoyaltyLeft left)
                programmes.Remove(left.Programme);
        }

        return programmes.Count > 0;
    }

    private bool WasInBase(LocalDate to) =>
        _events.Any(e => IsBaseActivity(e) && e.Date < to) || Runs().Any(run => run.Start < StartOf(to) && (run.End is not { } end || end > run.Start));

    /// <summary>From the first activity to the last before a day on which the customer is out of the base.</summary>
    private int LifeDays(LocalDate to)
    {
        var dates = _events.Where(e => IsBaseActivity(e) && e.Date < to).Select(e => e.Date).ToList();
        foreach (var run in Runs().Where(run => run.Start < StartOf(to) && (run.End is not { } end || end > run.Start)))
        {
            dates.Add(DateOf(run.Start));
            dates.Add(DateOf(run.End!.Value));
        }

        return Period.DaysBetween(dates.Min(), dates.Max());
    }
}
