using System.Collections.Frozen;
using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// The built-in measures by name: the words of formulas. A name, once given, keeps its meaning, because tenants' formulas rest
/// on it.
/// </summary>
public static partial class MeasureCatalogue
{
    /// <summary>Units of a cell that holds millionths, in a whole one.</summary>
    internal const long Millionths = 1_000_000;

    private static readonly FrozenDictionary<string, NamedMeasure> ById =
        new[] { Orders, Base, Surveys, Service, Contacts, Buying, Tenant }
            .SelectMany(measures => measures)
            .ToFrozenDictionary(measure => measure.Id, StringComparer.Ordinal);

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<NamedMeasure> All { get; } = [.. ById.Values.OrderBy(measure => measure.Id, StringComparer.Ordinal)];

    /// <summary>The measure of an id, or null.</summary>
    public static NamedMeasure? Find(string? id) => id is null ? null : ById.GetValueOrDefault(id);

    private static NamedMeasure[] Orders =>
    [
        Count("orders", "Orders", "Purchases, by the day of the order. An order of amount 0 is one; a refunded order remains one.", Quantities.Orders),
        Money("revenue", "Revenue", "Amount less discount of purchases, before tax, less refunds on the day of the refund.", Quantities.RevenueMinor, Quantities.Orders),
        Count("refunds", "Refunds", "Refunds, by the day of the refund.", Quantity.Flow(BuiltInMeasures.Refunds)),
        Count("buyers", "Buyers", "Distinct customers with an order in the period.", Quantities.Buyers),
        Count("repeat_buyers", "Repeat buyers", "Distinct customers with two or more orders in the period.", Quantity.Flow(BuiltInMeasures.RepeatBuyers)),
        Count("first_time_buyers", "First-time buyers", "Customers whose first order ever falls in the period.", Quantity.Flow(BuiltInMeasures.FirstOrder)),
        Count("second_time_buyers", "Second-time buyers", "Customers whose second order ever falls in the period.", Quantity.Flow(BuiltInMeasures.SecondOrder)),
        Lifetime("customers_ever", "Customers ever", "Customers with an order ever, up to the end of the period.", Quantity.Of(BuiltInMeasures.FirstOrder, TermDays.BeforeCut)),
        Lifetime("repeat_customers_ever", "Repeat customers ever", "Customers with two or more orders ever, up to the end of the period.", Quantity.Of(BuiltInMeasures.SecondOrder, TermDays.BeforeCut)),
        Lifetime("return_windows_over", "Return windows over", "Customers whose return window after the first order (return_window_days) is over by the end of the period.", Quantity.Of(BuiltInMeasures.ReturnMatured, TermDays.BeforeComplete)),
        Lifetime("returned_in_window", "Returned in the window", "Those of return_windows_over with two or more orders within the window.", Quantity.Of(BuiltInMeasures.ReturnedInWindow, TermDays.BeforeComplete)),
    ];

    private static NamedMeasure[] Base =>
    [
        Count("new_customers", "New customers", "Customers whose first acquiring interaction (a purchase, or a subscription started) falls in the period.", Quantity.Flow(BuiltInMeasures.Acquired)),
        Count("base_at_start", "Base at the start", "Customers in the base when the period begins.", Quantities.BaseAtStart, MeasureNature.StockAtStart),
        Count("base_at_end", "Base at the end", "Customers in the base when the period ends, or at the cut.", Quantities.BaseAtEnd, MeasureNature.StockAtEnd),
        Count("base_any_time", "Base at any time", "Customers in the base at any time in the period.", Quantities.BaseAnyTime, MeasureNature.StockAtEnd),
        Count("retained", "Retained customers", "Customers in the base at the start and at the end of the period.", Quantities.Retained, MeasureNature.StockAtEnd),
        Count("lost", "Lost customers", "Customers in the base at the start of the period and not at its end.", Quantities.Lost),
        Count("returned", "Returned customers", "Customers acquired before the period, in the base at its end, not at its start.", Quantities.Returned, MeasureNature.StockAtEnd),
        Count("new_in_base", "New in the base", "Customers acquired in the period and in the base at its end.", Quantities.NewInBase),
        Count("active_customers", "Active customers", "Distinct customers with an act of their own in the period.", Quantity.Flow(BuiltInMeasures.ActiveCustomers)),
    ];

    private static NamedMeasure[] Surveys =>
    [
        Count("csat_answers", "CSAT answers", "Answers to CSAT surveys; every answer counts.", Quantity.Flow(BuiltInMeasures.CsatAnswers)),
        Count("csat_satisfied", "Satisfied CSAT answers", "Those of csat_answers from satisfied_from on.", Quantity.Flow(BuiltInMeasures.CsatSatisfied)),
        Count("nps_answers", "NPS answers", "Latest answer of each contact to each NPS survey in the period.", Quantity.Flow(BuiltInMeasures.NpsAnswers)),
        Count("nps_promoters", "Promoters", "Those of nps_answers that are 9 or 10.", Quantity.Flow(BuiltInMeasures.NpsPromoters)),
        Count("nps_detractors", "Detractors", "Those of nps_answers that are 0 to 6.", Quantity.Flow(BuiltInMeasures.NpsDetractors)),
        Count("ces_answers", "CES answers", "Answers to CES surveys; every answer counts.", Quantity.Flow(BuiltInMeasures.CesAnswers)),
        Count("ces_easy", "Easy CES answers", "Those of ces_answers from satisfied_from on.", Quantity.Flow(BuiltInMeasures.CesEasy)),
        Micro("ces_points", "CES points", "Sum of the answers to CES surveys (high is easy).", MeasureUnit.Points, Quantity.Flow(BuiltInMeasures.CesSumMicro), Quantity.Flow(BuiltInMeasures.CesAnswers)),
    ];

    private static NamedMeasure[] Service =>
    [
        Count("complaints", "Complaints", "Complaints, by the day on which they were made.", Quantity.Flow(BuiltInMeasures.Complaints)),
        Count("tickets_opened", "Tickets opened", "Tickets, by the day on which they were opened.", Quantity.Flow(BuiltInMeasures.TicketsOpened)),
        Count("tickets_resolved", "Tickets resolved", "Tickets with a resolution in the period.", Quantity.Flow(BuiltInMeasures.ResolutionCount)),
        Of("resolution_time", "Resolution time", "Time from opening to the last resolution in the period, over tickets_resolved.", MeasureUnit.Milliseconds, Quantity.Flow(BuiltInMeasures.ResolutionMilliseconds)) with { Sample = Quantity.Flow(BuiltInMeasures.ResolutionCount) },
        Count("tickets_first_resolved", "Tickets first resolved", "Tickets, on the day of their first resolution, seven days or more before as-of.", Quantity.Of(BuiltInMeasures.FirstResolved, TermDays.InPeriodWeekOver)),
        Count("tickets_resolved_in_vain", "Tickets resolved in vain", "Those of tickets_first_resolved followed within seven days by a message of the customer, a reopening or a ticket of the same category.", Quantity.Of(BuiltInMeasures.FirstResolvedFailed, TermDays.InPeriodWeekOver)),
    ];

    /// <summary>A number of things.</summary>
    private static NamedMeasure Count(string id, string title, string description, Quantity quantity, MeasureNature nature = MeasureNature.Flow) =>
        Of(id, title, description, MeasureUnit.Count, quantity) with { Nature = nature };

    /// <summary>A number of things since the beginning.</summary>
    private static NamedMeasure Lifetime(string id, string title, string description, Quantity quantity) =>
        Count(id, title, description, quantity, MeasureNature.Lifetime);

    /// <summary>An amount, from minor units; <paramref name="sample"/> counts what it was added up over.</summary>
    private static NamedMeasure Money(string id, string title, string description, Quantity minor, Quantity sample) =>
        Of(id, title, description, MeasureUnit.Money, minor) with { Sample = sample };

    /// <summary>A sum that cells hold in millionths; <paramref name="sample"/> counts what it was added up over.</summary>
    private static NamedMeasure Micro(string id, string title, string description, MeasureUnit unit, Quantity millionths, Quantity sample) =>
        Of(id, title, description, unit, millionths) with { Scale = Millionths, Sample = sample };

    private static NamedMeasure Of(string id, string title, string description, MeasureUnit unit, Quantity quantity) =>
        new() { Id = id, Title = title, Description = description, Unit = unit, Quantity = quantity };
}
