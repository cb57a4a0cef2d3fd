using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Measures;

/// <content>Tickets' fates, calls, contact time, visits, invitations.</content>
public static partial class MeasureCatalogue
{
    private const long MicrosecondsPerMillisecond = 1_000;

    private static NamedMeasure[] Contacts =>
    [
        Count("customers_answering_csat", "Customers answering CSAT", "Distinct customers with an answer to a CSAT survey in the period.", Quantity.Flow(BuiltInMeasures.CustomersAnswering)),
        Count("customers_satisfied", "Satisfied customers", "Those of customers_answering_csat whose latest answer in the period is satisfied.", Quantity.Flow(BuiltInMeasures.CustomersSatisfied)),
        Count("ticket_backlog", "Ticket backlog", "Tickets open at the end of the period.", Quantities.Backlog, MeasureNature.StockAtEnd),
        Count("tickets_settled", "Tickets settled", "Tickets with a resolution in the period, also those whose opening is not known.", Quantity.Flow(BuiltInMeasures.TicketsResolved)),
        Count("tickets_reopened", "Tickets reopened", "Those of tickets_settled that were reopened after it, up to as-of.", Quantity.Flow(BuiltInMeasures.TicketsReopened)),
        Count("tickets_due", "Tickets with a due time", "Tickets raised in the period that promised a due time.", Quantity.Flow(BuiltInMeasures.TicketsDue)),
        Count("tickets_due_met", "Tickets resolved in time", "Those of tickets_due that are resolved, and were last by their due time.", Quantity.Flow(BuiltInMeasures.TicketsDueMet)),
        Count("tickets_replied", "Tickets replied to", "Tickets raised in the period with a reply of an agent, up to as-of.", Quantity.Flow(BuiltInMeasures.Replies)),
        Count("survey_invitations", "Survey invitations", "Invitations to surveys.", Quantity.Flow(BuiltInMeasures.Invitations)),
        Count("survey_invitations_answered", "Survey invitations answered", "Those of survey_invitations answered by the contact before the next one, up to as-of.", Quantity.Flow(BuiltInMeasures.InvitationsAnswered)),
        Count("enthusiasm_answers", "Answers on enthusiasm", "Answers to the item enthusiasm of any survey.", Quantity.Flow(BuiltInMeasures.EnthusiasmAnswers)),
        Micro("enthusiasm_points", "Points of enthusiasm", "Sum of the answers to the item enthusiasm.", MeasureUnit.Points, Quantity.Flow(BuiltInMeasures.EnthusiasmSumMicro), Quantity.Flow(BuiltInMeasures.EnthusiasmAnswers)),
        Count("emotional_connection_answers", "Answers on emotional connection", "Answers to the item emotional_connection of any survey.", Quantity.Flow(BuiltInMeasures.EmotionalAnswers)),
        Micro("emotional_connection_points", "Points of emotional connection", "Sum of the answers to the item emotional_connection.", MeasureUnit.Points, Quantity.Flow(BuiltInMeasures.EmotionalSumMicro), Quantity.Flow(BuiltInMeasures.EmotionalAnswers)),
        Count("calls", "Calls", "Calls, whatever came of them.", Quantity.Flow(BuiltInMeasures.Calls)),
        Count("calls_answered", "Calls answered", "Calls answered by an agent.", Quantities.CallsAnswered),
        Count("calls_abandoned", "Calls abandoned", "Calls abandoned in the queue.", Quantity.Flow(BuiltInMeasures.CallsAbandoned)),
        Count("calls_answered_in_time", "Calls answered in time", "Calls answered within 20 seconds in the queue.", Quantity.Flow(BuiltInMeasures.CallsAnsweredInTime)),
        Count("calls_transferred", "Calls transferred", "Answered calls that were passed on.", Quantity.Flow(BuiltInMeasures.CallsTransferred)),
        Time("handle_time", "Handle time", "Talk, hold and wrap-up time of answered calls.", Quantity.Flow(BuiltInMeasures.HandleMicroseconds), Quantities.CallsAnswered),
        Time("queue_time", "Time in the queue", "Time in the queue of answered calls.", Quantity.Flow(BuiltInMeasures.AnswerMicroseconds), Quantities.CallsAnswered),
        Count("ivr_entered", "Calls in the voice menu", "Calls that entered the voice menu.", Quantities.IvrEntered),
        Count("ivr_contained", "Calls solved in the voice menu", "Those of ivr_entered solved in it.", Quantity.Flow(BuiltInMeasures.IvrContained)),
        Count("ivr_abandoned", "Calls abandoned in the voice menu", "Those of ivr_entered abandoned in it.", Quantity.Flow(BuiltInMeasures.IvrAbandoned)),
        Count("other_contacts", "Contacts that are no calls", "Contact times that no call is named for.", Quantity.Flow(BuiltInMeasures.OtherContacts)),
        Time("contact_time", "Contact time", "Contact time, and talk of calls that no contact time is linked to.", Quantity.Flow(BuiltInMeasures.ContactMicroseconds), Quantities.Contacts),
        Count("online_sessions", "Online sessions", "Online sessions, on the day of the first visit of each.", Quantity.Flow(BuiltInMeasures.OnlineSessions)),
        Time("time_online", "Time online", "Duration of online visits.", Quantity.Flow(BuiltInMeasures.OnlineMicroseconds), Quantity.Flow(BuiltInMeasures.OnlineSessions)),
        Count("online_visitors_in_base", "Online visitors in the base", "Customers with an online visit in the period, in the base at its end.", Quantity.Flow(BuiltInMeasures.OnlineVisitorsInBase)),
        Count("visitors", "Visitors", "Distinct customers with a visit in the period, in whatever place.", Quantity.Flow(BuiltInMeasures.Visitors)),
        Count("visitors_buying", "Visitors who buy", "Those of visitors with an order in the period.", Quantity.Flow(BuiltInMeasures.VisitorsBuying)),
    ];

    /// <summary>A time that cells hold in microseconds; <paramref name="sample"/> counts what it was added up over.</summary>
    private static NamedMeasure Time(string id, string title, string description, Quantity microseconds, Quantity sample) =>
        Of(id, title, description, MeasureUnit.Milliseconds, microseconds) with { Scale = MicrosecondsPerMillisecond, Sample = sample };
}
