namespace KpiPlatform.Domain.Measures;

/// <content>Tickets, calls, contact time, visits, invitations.</content>
public static partial class BuiltInMeasures
{
    /// <summary>Per period: customers, on the day of their first CSAT answer in the period.</summary>
    public static MeasureId CustomersAnswering => new(48);

    /// <summary>Per period: those of <see cref="CustomersAnswering"/> whose latest answer in the period is satisfied; dated on the day of that answer.</summary>
    public static MeasureId CustomersSatisfied => new(49);

    /// <summary>Additive: tickets opened or reopened (+1) and resolved (−1), so that Σ over days before D is the backlog at D's start.</summary>
    public static MeasureId Backlog => new(56);

    /// <summary>Per period: tickets, on the day of their first resolution in the period.</summary>
    public static MeasureId TicketsResolved => new(57);

    /// <summary>Per period: those of <see cref="TicketsResolved"/>, on the same day, that were reopened after it, whenever.</summary>
    public static MeasureId TicketsReopened => new(58);

    /// <summary>Additive: tickets that have a due time, on the day of opening.</summary>
    public static MeasureId TicketsDue => new(62);

    /// <summary>Additive: those of <see cref="TicketsDue"/>, on the same day, that are resolved, and were last by their due time.</summary>
    public static MeasureId TicketsDueMet => new(63);

    /// <summary>
    /// Additive, by <see cref="DimensionValue.OfDay"/> of the day of opening: those of <see cref="TicketsDue"/> that are not resolved,
    /// on the day on which they are due. Σ over days from D on are those of the opening day that are not past due before D's end.
    /// </summary>
    public static MeasureId TicketsDueOpen => new(64);

    /// <summary>Additive: tickets with a reply of an agent after the opening, on the day of opening.</summary>
    public static MeasureId Replies => new(65);

    /// <summary>Additive, by <see cref="DimensionValue.Bucket"/>: those of <see cref="Replies"/> by the time to the first reply in milliseconds.</summary>
    public static MeasureId ReplyMillisecondsSketch => new(66);

    /// <summary>Additive: survey invitations.</summary>
    public static MeasureId Invitations => new(70);

    /// <summary>Additive: those of <see cref="Invitations"/>, on the same day, that the contact answered before the next one of that survey.</summary>
    public static MeasureId InvitationsAnswered => new(71);

    /// <summary>Additive: answers to the item "enthusiasm" of any survey.</summary>
    public static MeasureId EnthusiasmAnswers => new(72);

    /// <summary>Additive: Σ of the answers of <see cref="EnthusiasmAnswers"/>, in millionths of a point.</summary>
    public static MeasureId EnthusiasmSumMicro => new(73);

    /// <summary>Additive: answers to the item "emotional_connection" of any survey.</summary>
    public static MeasureId EmotionalAnswers => new(74);

    /// <summary>Additive: Σ of the answers of <see cref="EmotionalAnswers"/>, in millionths of a point.</summary>
    public static MeasureId EmotionalSumMicro => new(75);

    /// <summary>Additive, by the values of the dimension declared on the channel only: CSAT answers by the channel of the experience that they are about.</summary>
    public static MeasureId ExperienceAnswers => new(76);

    /// <summary>Additive: those of <see cref="ExperienceAnswers"/> that are satisfied.</summary>
    public static MeasureId ExperienceSatisfied => new(77);

    /// <summary>Additive: calls, whatever came of them.</summary>
    public static MeasureId Calls => new(80);

    /// <summary>Additive: calls answered by an agent.</summary>
    public static MeasureId CallsAnswered => new(81);

    /// <summary>Additive: calls abandoned in the queue. Offered = answered + this.</summary>
    public static MeasureId CallsAbandoned => new(82);

    /// <summary>Additive: those of <see cref="CallsAnswered"/> that waited at most 20 seconds.</summary>
    public static MeasureId CallsAnsweredInTime => new(83);

    /// <summary>Additive: those of <see cref="CallsAnswered"/> that were passed on.</summary>
    public static MeasureId CallsTransferred => new(84);

    /// <summary>Additive: Σ talk, hold and wrap-up time of answered calls, microseconds.</summary>
    public static MeasureId HandleMicroseconds => new(85);

    /// <summary>Additive: Σ time in the queue of answered calls, microseconds.</summary>
    public static MeasureId AnswerMicroseconds => new(86);

    /// <summary>Additive: calls that entered the voice menu: time in it, or an end in it.</summary>
    public static MeasureId IvrEntered => new(87);

    /// <summary>Additive: calls solved in the voice menu.</summary>
    public static MeasureId IvrContained => new(88);

    /// <summary>Additive: calls abandoned in the voice menu.</summary>
    public static MeasureId IvrAbandoned => new(89);

    /// <summary>Additive: contact times that are no call's.</summary>
    public static MeasureId OtherContacts => new(90);

    /// <summary>Additive: Σ contact time, and talk of calls that no contact time is linked to, on the day of each; microseconds.</summary>
    public static MeasureId ContactMicroseconds => new(91);

    /// <summary>Additive: online sessions, on the day of the first visit of each.</summary>
    public static MeasureId OnlineSessions => new(100);

    /// <summary>Additive: Σ duration of online visits, microseconds.</summary>
    public static MeasureId OnlineMicroseconds => new(101);

    /// <summary>Per period: customers with an online visit in the period, as long as they are in the base (at the cut).</summary>
    public static MeasureId OnlineVisitorsInBase => new(102);

    /// <summary>Per period: customers, on the day of their first visit in the period, in whatever place.</summary>
    public static MeasureId Visitors => new(103);

    /// <summary>Per period: those of <see cref="Visitors"/> who ordered in it, on the day on which both became true.</summary>
    public static MeasureId VisitorsBuying => new(104);
}
