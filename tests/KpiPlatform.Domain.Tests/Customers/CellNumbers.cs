using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Reads the numbers that <see cref="Oracle"/> computes off cells, by the formulas in the remarks of <see cref="BuiltInMeasures"/>.</summary>
internal sealed class CellNumbers
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);
    private readonly Dictionary<SeriesKey, List<(int Day, long Amount)>> _series = [];

    public CellNumbers(CellDelta delta)
    {
        foreach (var (key, amount) in delta.Changes)
        {
            if (!_series.TryGetValue(key.Series, out var cells))
                _series.Add(key.Series, cells = []);
            cells.Add((key.Day, amount));
        }
    }

    public static int Day(LocalDate date) => Period.DaysBetween(Epoch, date);

    public SortedDictionary<string, long> Numbers(Granularity granularity, LocalDate from, LocalDate to)
    {
        var (first, end) = (Day(from), Day(to));
        long Flow(MeasureId measure) => Sum(measure, Granularity.None, first, end);
        long PerPeriod(MeasureId measure) => Sum(measure, granularity, first, end);
        long BaseAt(int day) => Sum(BuiltInMeasures.BaseEntered, Granularity.None, CellKey.MinDay, day) - Sum(BuiltInMeasures.BaseLeft, Granularity.None, CellKey.MinDay, day);

        long Stock(MeasureId measure) => Sum(measure, Granularity.None, CellKey.MinDay, end);

        var atStart = BaseAt(first);
        var atEnd = BaseAt(end);
        var retained = atStart - PerPeriod(BuiltInMeasures.BaseLeftOfStart) + PerPeriod(BuiltInMeasures.BaseReenteredOfStart);
        var isNew = PerPeriod(BuiltInMeasures.NewEntered) - PerPeriod(BuiltInMeasures.NewLeft);
        return new(StringComparer.Ordinal)
        {
            ["S"] = atStart,
            ["E"] = atEnd,
            ["retained"] = retained,
            ["lost"] = atStart - retained,
            ["new in base"] = isNew,
            ["returned"] = atEnd - retained - isNew,
            ["acquired"] = Flow(BuiltInMeasures.Acquired),
            ["in base at any time"] = atStart + PerPeriod(BuiltInMeasures.BaseFirstEntered),
            ["active customers"] = PerPeriod(BuiltInMeasures.ActiveCustomers),
            ["orders"] = Flow(BuiltInMeasures.Orders),
            ["refunds"] = Flow(BuiltInMeasures.Refunds),
            ["revenue"] = Flow(BuiltInMeasures.RevenueMinor),
            ["buyers"] = PerPeriod(BuiltInMeasures.Buyers),
            ["repeat buyers"] = PerPeriod(BuiltInMeasures.RepeatBuyers),
            ["first order"] = Flow(BuiltInMeasures.FirstOrder),
            ["second order"] = Flow(BuiltInMeasures.SecondOrder),
            ["return matured"] = Flow(BuiltInMeasures.ReturnMatured),
            ["returned in window"] = Flow(BuiltInMeasures.ReturnedInWindow),
            ["csat answers"] = Flow(BuiltInMeasures.CsatAnswers),
            ["csat satisfied"] = Flow(BuiltInMeasures.CsatSatisfied),
            ["ces answers"] = Flow(BuiltInMeasures.CesAnswers),
            ["ces sum"] = Flow(BuiltInMeasures.CesSumMicro),
            ["ces easy"] = Flow(BuiltInMeasures.CesEasy),
            ["nps answers"] = PerPeriod(BuiltInMeasures.NpsAnswers),
            ["nps promoters"] = PerPeriod(BuiltInMeasures.NpsPromoters),
            ["nps detractors"] = PerPeriod(BuiltInMeasures.NpsDetractors),
            ["complaints"] = Flow(BuiltInMeasures.Complaints),
            ["tickets opened"] = Flow(BuiltInMeasures.TicketsOpened),
            ["resolutions"] = PerPeriod(BuiltInMeasures.ResolutionCount),
            ["resolution milliseconds"] = PerPeriod(BuiltInMeasures.ResolutionMilliseconds),
            ["first resolved"] = Flow(BuiltInMeasures.FirstResolved),
            ["first resolved failed"] = Flow(BuiltInMeasures.FirstResolvedFailed),
            ["cost"] = Flow(BuiltInMeasures.CostMinor),
            ["customised"] = Flow(BuiltInMeasures.CustomisedOrders),
            ["lines"] = Flow(BuiltInMeasures.LineMinor),
            ["sustainable"] = Flow(BuiltInMeasures.SustainableMinor),
            ["cross buyers"] = PerPeriod(BuiltInMeasures.CrossBuyers),
            ["up buyers"] = PerPeriod(BuiltInMeasures.UpBuyers),
            ["refunded of orders"] = Flow(BuiltInMeasures.RefundedOfOrdersMinor),
            ["acquired referred"] = Flow(BuiltInMeasures.AcquiredReferred),
            ["acquired by promotion"] = Flow(BuiltInMeasures.AcquiredByPromotion),
            ["returning payers"] = Stock(BuiltInMeasures.ReturningPayers),
            ["cost to serve"] = Flow(BuiltInMeasures.CostToServeMinor),
            ["margin of base"] = Flow(BuiltInMeasures.RevenueMinor) - Flow(BuiltInMeasures.CostMinor) - Flow(BuiltInMeasures.CostToServeMinor) - PerPeriod(BuiltInMeasures.MarginOutsideBase),
            ["year payers"] = Stock(BuiltInMeasures.YearPayers),
            ["unprofitable"] = Stock(BuiltInMeasures.YearUnprofitable),
            ["online in base"] = PerPeriod(BuiltInMeasures.OnlineVisitorsInBase),
            ["redeemers in base"] = PerPeriod(BuiltInMeasures.RedeemersInBase),
            ["members in base"] = Stock(BuiltInMeasures.MembersInBase),
            ["points"] = Stock(BuiltInMeasures.Points),
            ["lapsed"] = Stock(BuiltInMeasures.EverEntered) - atEnd,
            ["lapsed days"] = Stock(BuiltInMeasures.LapsedDays),
            ["recurring"] = Stock(BuiltInMeasures.Recurring),
            ["recurring of new"] = PerPeriod(BuiltInMeasures.RecurringOfNew),
            ["recurring expansion"] = PerPeriod(BuiltInMeasures.RecurringExpansion),
            ["recurring churned"] = PerPeriod(BuiltInMeasures.RecurringChurned),
            ["journey entered"] = Wide(BuiltInMeasures.JourneyEntered, first, end),
            ["journey completed"] = Wide(BuiltInMeasures.JourneyCompleted, first, end),
            ["controls"] = Flow(BuiltInMeasures.Controls),
            ["treated"] = Flow(BuiltInMeasures.Treated),
            ["treated converted"] = Flow(BuiltInMeasures.TreatedConverted),
            ["several systems"] = Stock(BuiltInMeasures.OfSeveralSystems),
            ["agreeing systems"] = Stock(BuiltInMeasures.OfAgreeingSystems),
            ["target in base"] = Stock(BuiltInMeasures.TargetInBase),
            ["in a region"] = Spread(BuiltInMeasures.BaseByRegion, _ => true, CellKey.MinDay, end),
            ["by source"] = Wide(BuiltInMeasures.SourceInteractions, first, end),
            ["backlog"] = Sum(BuiltInMeasures.Backlog, Granularity.None, CellKey.MinDay, end),
            ["tickets resolved"] = PerPeriod(BuiltInMeasures.TicketsResolved),
            ["tickets reopened"] = PerPeriod(BuiltInMeasures.TicketsReopened),
            ["tickets due"] = Flow(BuiltInMeasures.TicketsDue),
            ["tickets due met"] = Flow(BuiltInMeasures.TicketsDueMet),
            ["tickets due open"] = Spread(BuiltInMeasures.TicketsDueOpen, key => key.Index >= first && key.Index < end, CellKey.MinDay, CellKey.MaxDay),
            ["replies"] = Flow(BuiltInMeasures.Replies),
            ["replies in the sketch"] = Spread(BuiltInMeasures.ReplyMillisecondsSketch, _ => true, first, end),
            ["calls"] = Flow(BuiltInMeasures.Calls),
            ["calls answered"] = Flow(BuiltInMeasures.CallsAnswered),
            ["calls in time"] = Flow(BuiltInMeasures.CallsAnsweredInTime),
            ["handle time"] = Flow(BuiltInMeasures.HandleMicroseconds),
            ["ivr entered"] = Flow(BuiltInMeasures.IvrEntered),
            ["contact time"] = Flow(BuiltInMeasures.ContactMicroseconds),
            ["other contacts"] = Flow(BuiltInMeasures.OtherContacts),
            ["sessions"] = Flow(BuiltInMeasures.OnlineSessions),
            ["time online"] = Flow(BuiltInMeasures.OnlineMicroseconds),
            ["visitors"] = PerPeriod(BuiltInMeasures.Visitors),
            ["visitors buying"] = PerPeriod(BuiltInMeasures.VisitorsBuying),
            ["customers answering"] = PerPeriod(BuiltInMeasures.CustomersAnswering),
            ["customers satisfied"] = PerPeriod(BuiltInMeasures.CustomersSatisfied),
            ["invitations"] = Flow(BuiltInMeasures.Invitations),
            ["invitations answered"] = Flow(BuiltInMeasures.InvitationsAnswered),
            ["enthusiasm"] = Flow(BuiltInMeasures.EnthusiasmSumMicro),
        };
    }

    /// <summary>Customers of S ∪ E whose first order precedes the period before, and those of them who buy more often.</summary>
    public (long Mature, long More) BuyingFrequency(Granularity granularity, LocalDate from, LocalDate to, bool whole)
    {
        var (first, end) = (Day(from), Day(to));
        var numbers = Numbers(granularity, from, to);
        var mature = numbers["S"] + numbers["E"] - numbers["retained"]
            - Sum(BuiltInMeasures.YoungBase, granularity, CellKey.MinDay, first)
            - Sum(BuiltInMeasures.YoungJoined, granularity, first, end);
        var more = Sum(BuiltInMeasures.BuyingMoreOften, granularity, first, end) + (whole ? Sum(BuiltInMeasures.BuyingMoreOftenWhole, granularity, first, end) : 0);
        return (mature, more);
    }

    /// <summary>Cohorts with a sum other than 0.</summary>
    public Dictionary<int, long> CohortBuyers(LocalDate from, LocalDate to) =>
        _series.Keys
            .Where(key => key.Measure == BuiltInMeasures.CohortBuyers && key.Granularity == Granularity.Month)
            .Select(key => (Cohort: key.Dimension.Index, Sum: Sum(key, Day(from), Day(to))))
            .Where(cohort => cohort.Sum != 0)
            .ToDictionary(cohort => cohort.Cohort, cohort => cohort.Sum);

    /// <summary>All days and values of a series by dimension value, for checking that they add up to the whole.</summary>
    public long Sum(MeasureId measure, Granularity granularity, DimensionValue dimension) =>
        Sum(SeriesKey.Of(measure, granularity, dimension), CellKey.MinDay, CellKey.MaxDay + 1);

    private long Wide(WideMeasure measure, int from, int to)
    {
        var span = measure.Over(from, to);
        return _series.Keys.Where(span.Contains).Sum(key => Sum(key, from, to));
    }

    private long Spread(MeasureId measure, Func<DimensionValue, bool> wanted, int from, int to) =>
        _series.Keys.Where(key => key.Measure == measure && wanted(key.Dimension)).Sum(key => Sum(key, from, to));

    private long Sum(MeasureId measure, Granularity granularity, int from, int to) =>
        Sum(SeriesKey.Of(measure, granularity, DimensionValue.Whole), from, to);

    private long Sum(SeriesKey key, int from, int to) =>
        _series.TryGetValue(key, out var cells) ? cells.Where(cell => from <= cell.Day && cell.Day < to).Sum(cell => cell.Amount) : 0;
}
