using System.Collections.Frozen;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// The measures that the fold of a customer emits, with their numbers. The one home of these numbers: they stand in stored
/// cells, so a number is never changed and never given to another measure.
/// </summary>
/// <remarks>
/// <para>
/// "Additive" measures have cells of <see cref="Granularity.None"/> and are summed over any days. "Per period" measures have
/// one series for each granularity g from Day to Year (and Custom in an ad-hoc fold), such that for the g-period that starts
/// on day f and any x within it, Σ over [f, x) is the value for just these days. So a partial period is exact, too.
/// </para>
/// <para>
/// "Base at the start of day D" means: a subscription with start &lt; D's first instant ≤ end, or qualifying activity on one of the
/// days [D − T, D), T being the lapse in days. Activity on day d therefore counts at the starts of d + 1 to d + T, and leaves on day d + T unless renewed:
/// S(D) = Σ over days x &lt; D of (<see cref="BaseEntered"/> − <see cref="BaseLeft"/>). Leaves may lie in the future.
/// </para>
/// </remarks>
public static partial class BuiltInMeasures
{
    /// <summary>Additive: orders, by the day of the order. An order of amount 0 is one.</summary>
    public static MeasureId Orders => new(1);

    /// <summary>Additive: Σ (amount − discount) of purchases, less refunds on the day of the refund; minor units of the tenant's currency.</summary>
    public static MeasureId RevenueMinor => new(2);

    /// <summary>Additive: refunds, by the day of the refund.</summary>
    public static MeasureId Refunds => new(3);

    /// <summary>Additive: customers, on the day of their first acquiring interaction.</summary>
    public static MeasureId Acquired => new(10);

    /// <summary>Additive: customers, on the day of their first order ever.</summary>
    public static MeasureId FirstOrder => new(11);

    /// <summary>Additive: customers, on the day of their second order ever.</summary>
    public static MeasureId SecondOrder => new(12);

    /// <summary>Additive: customers with an order, on day (first order's day + N): their return window of N days is over at the end of it.</summary>
    public static MeasureId ReturnMatured => new(13);

    /// <summary>Additive: those of <see cref="ReturnMatured"/>, on the same day, with two or more orders within N days of the first.</summary>
    public static MeasureId ReturnedInWindow => new(14);

    /// <summary>Additive: customers entering the base, on the day of the activity that brings them in.</summary>
    public static MeasureId BaseEntered => new(20);

    /// <summary>Additive: customers leaving the base, on the last day at whose start they are still in it (activity's day + lapse).</summary>
    public static MeasureId BaseLeft => new(21);

    /// <summary>Per period: entries as in <see cref="BaseEntered"/> of customers who were in the base when the period began.</summary>
    public static MeasureId BaseReenteredOfStart => new(22);

    /// <summary>
    /// Per period: leaves as in <see cref="BaseLeft"/> of customers who were in the base when the period began.
    /// Retained over [f, x) = S(f) − Σ this + Σ <see cref="BaseReenteredOfStart"/>.
    /// </summary>
    public static MeasureId BaseLeftOfStart => new(23);

    /// <summary>
    /// Per period: entries of customers who were acquired in this period and were not in the base when it began; dated no earlier
    /// than the day of acquisition.
    /// </summary>
    public static MeasureId NewEntered => new(24);

    /// <summary>Per period: leaves of the customers of <see cref="NewEntered"/>, dated likewise. New in the base over [f, x) = Σ NewEntered − Σ this.</summary>
    public static MeasureId NewLeft => new(25);

    /// <summary>
    /// Per period: first entry within the period of customers who were not in the base when it began.
    /// In the base at any time in [f, x) = S(f) + Σ this.
    /// </summary>
    public static MeasureId BaseFirstEntered => new(26);

    /// <summary>Per period: customers, on the day of their first own act in the period.</summary>
    public static MeasureId ActiveCustomers => new(30);

    /// <summary>Per period: customers, on the day of their first order in the period.</summary>
    public static MeasureId Buyers => new(31);

    /// <summary>Per period: customers, on the day of their second order in the period.</summary>
    public static MeasureId RepeatBuyers => new(32);

    /// <summary>
    /// Months only, by <see cref="DimensionValue.Cohort"/> of the month of the first order ever: customers, on the day of their
    /// first order in the month.
    /// </summary>
    public static MeasureId CohortBuyers => new(33);

    /// <summary>Additive: answers to CSAT surveys; every answer counts.</summary>
    public static MeasureId CsatAnswers => new(40);

    /// <summary>Additive: those of <see cref="CsatAnswers"/> that are satisfied.</summary>
    public static MeasureId CsatSatisfied => new(41);

    /// <summary>Per period: latest answer of each contact to each NPS survey, on the day of that answer.</summary>
    public static MeasureId NpsAnswers => new(42);

    /// <summary>Per period: those of <see cref="NpsAnswers"/> that are 9 or 10.</summary>
    public static MeasureId NpsPromoters => new(43);

    /// <summary>Per period: those of <see cref="NpsAnswers"/> that are 0 to 6.</summary>
    public static MeasureId NpsDetractors => new(44);

    /// <summary>Additive: answers to CES surveys.</summary>
    public static MeasureId CesAnswers => new(45);

    /// <summary>Additive: Σ of the answers of <see cref="CesAnswers"/>, in millionths of a point.</summary>
    public static MeasureId CesSumMicro => new(46);

    /// <summary>Additive: those of <see cref="CesAnswers"/> that are easy.</summary>
    public static MeasureId CesEasy => new(47);

    /// <summary>Additive: complaints.</summary>
    public static MeasureId Complaints => new(50);

    /// <summary>Additive: tickets, by the day on which they were opened.</summary>
    public static MeasureId TicketsOpened => new(51);

    /// <summary>Per period: tickets with a resolution in the period, on the day of the last one in it.</summary>
    public static MeasureId ResolutionCount => new(52);

    /// <summary>Per period: Σ time from opening to that last resolution of the tickets of <see cref="ResolutionCount"/>, in milliseconds.</summary>
    public static MeasureId ResolutionMilliseconds => new(53);

    /// <summary>Additive: tickets, on the day of their first resolution ever.</summary>
    public static MeasureId FirstResolved => new(54);

    /// <summary>
    /// Additive: those of <see cref="FirstResolved"/>, on the same day, that were followed within 7 days by a message of the
    /// customer, a reopening or a ticket of the same category.
    /// </summary>
    public static MeasureId FirstResolvedFailed => new(55);

    /// <summary>Whether a measure has one series per granularity rather than one that is additive over days.</summary>
    public static bool IsPerPeriod(MeasureId measure) => PerPeriod.Contains(measure) || CustomMeasureNumbers.IsPerPeriod(measure);

    /// <summary>
    /// Whether a measure is kept by the tenant's dimensions, too. These are the ones whose every unit belongs to one
    /// interaction, and so to that interaction's channel, labels and attributes.
    /// </summary>
    public static bool IsDimensional(MeasureId measure) => Dimensional.Contains(measure) || CustomMeasureNumbers.IsAdditive(measure);

    private static readonly FrozenSet<MeasureId> PerPeriod = FrozenSet.Create(
        BaseReenteredOfStart, BaseLeftOfStart, NewEntered, NewLeft, BaseFirstEntered, ActiveCustomers, Buyers, RepeatBuyers, CohortBuyers,
        NpsAnswers, NpsPromoters, NpsDetractors, ResolutionCount, ResolutionMilliseconds, CustomersAnswering, CustomersSatisfied,
        TicketsResolved, TicketsReopened, Visitors, VisitorsBuying, OnlineVisitorsInBase, CrossBuyers, UpBuyers, BuyingMoreOften,
        BuyingMoreOftenWhole, YoungBase, YoungJoined, RedeemersInBase, MarginOutsideBase,
        RecurringOfNew, RecurringExpansion, RecurringChurned);

    private static readonly FrozenSet<MeasureId> Dimensional = new MeasureId[]
    {
        Orders, RevenueMinor, Refunds, CsatAnswers, CsatSatisfied, CesAnswers, CesSumMicro, CesEasy, Complaints, TicketsOpened,
        EnthusiasmAnswers, EnthusiasmSumMicro, EmotionalAnswers, EmotionalSumMicro, Calls, CallsAnswered, CallsAbandoned,
        CallsAnsweredInTime, CallsTransferred, HandleMicroseconds, AnswerMicroseconds, IvrEntered, IvrContained, IvrAbandoned,
        OnlineSessions, OnlineMicroseconds, CostMinor, CustomisedOrders, LineMinor, SustainableMinor, Acquired, Points,
    }.Concat(Enum.GetValues<SpendCategory>().SelectMany(category => new[] { SpendSlope(category), SpendMoment(category), SpendRest(category) })).ToFrozenSet();
}
