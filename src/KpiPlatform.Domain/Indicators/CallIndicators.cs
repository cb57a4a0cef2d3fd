using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of calls, contact time and visits.</summary>
internal static class CallIndicators
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double MicrosecondsPerHour = 3_600_000_000;
    private const string Ivr = "Calls that entered the voice menu spent time in it or ended in it. ";

    private static readonly string[] Calls = ["call"];

    public static readonly Indicator[] All =
    [
        new RatioIndicator
        {
            Id = "average_handle_time",
            Title = "Average handle time",
            Definition = "Talk, hold and wrap-up time of calls answered by agents / calls answered by agents.",
            Unit = IndicatorUnits.Seconds,
            Direction = Direction.Decrease,
            Inputs = Calls,
            Numerator = Quantity.Flow(BuiltInMeasures.HandleMicroseconds),
            NumeratorDivisor = MicrosecondsPerSecond,
            Denominator = Quantities.CallsAnswered,
        },
        new RatioIndicator
        {
            Id = "average_speed_of_answer",
            Title = "Average speed of answer",
            Definition = "Time in the queue of answered calls / answered calls.",
            Unit = IndicatorUnits.Seconds,
            Direction = Direction.Decrease,
            Inputs = Calls,
            Numerator = Quantity.Flow(BuiltInMeasures.AnswerMicroseconds),
            NumeratorDivisor = MicrosecondsPerSecond,
            Denominator = Quantities.CallsAnswered,
        },
        Share("service_level", "Service level", "Calls answered within 20 seconds in the queue / calls offered (answered, or abandoned in the queue).", Direction.Increase, BuiltInMeasures.CallsAnsweredInTime, Quantities.CallsOffered),
        Share("abandonment_rate", "Calls abandoned in the queue", "Calls abandoned in the queue / calls offered (answered, or abandoned in the queue).", Direction.Decrease, BuiltInMeasures.CallsAbandoned, Quantities.CallsOffered),
        Share("transfer_rate", "Calls transferred", "Answered calls that were passed on to another agent / answered calls.", Direction.Decrease, BuiltInMeasures.CallsTransferred, Quantities.CallsAnswered),
        Share("ivr_containment", "Calls solved in the voice menu", Ivr + "Those solved in it / all of them.", Direction.Increase, BuiltInMeasures.IvrContained, Quantities.IvrEntered),
        Share("ivr_abandonment", "Calls abandoned in the voice menu", Ivr + "Those abandoned in it / all of them.", Direction.Decrease, BuiltInMeasures.IvrAbandoned, Quantities.IvrEntered),
        new DerivedIndicator
        {
            Id = "hours_with_customers",
            Title = "Hours with customers",
            Definition = "Contact time, and the talk of calls that no contact time is linked to.",
            Unit = IndicatorUnits.Hours,
            Direction = Direction.Maintain,
            Inputs = ["contact_time", "call"],
            AddsUp = true,
            Formula = static (sums, value) =>
                value with
                {
                    Value = sums[Quantity.Flow(BuiltInMeasures.ContactMicroseconds)] / MicrosecondsPerHour,
                    SampleSize = sums[Quantity.Flow(BuiltInMeasures.Calls)] + sums[Quantity.Flow(BuiltInMeasures.OtherContacts)],
                },
        },
        new RatioIndicator
        {
            Id = "time_on_site",
            Title = "Time on site",
            Definition = "Duration of online visits / online sessions. Visits of one session id are one session, on the day of its first visit.",
            Unit = IndicatorUnits.Seconds,
            Inputs = ["visit"],
            Numerator = Quantity.Flow(BuiltInMeasures.OnlineMicroseconds),
            NumeratorDivisor = MicrosecondsPerSecond,
            Denominator = Quantity.Flow(BuiltInMeasures.OnlineSessions),
        },
        new RatioIndicator
        {
            Id = "browse_to_purchase_conversion",
            Title = "Visitors who buy",
            Definition = "Customers with a visit, in whatever place, and an order in the period / customers with a visit in the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["visit", "purchase"],
            Numerator = Quantity.Flow(BuiltInMeasures.VisitorsBuying),
            Denominator = Quantity.Flow(BuiltInMeasures.Visitors),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
    ];

    private static RatioIndicator Share(string id, string title, string definition, Direction direction, MeasureId some, Quantity all) => new()
    {
        Id = id,
        Title = title,
        Definition = definition,
        Unit = IndicatorUnits.Percent,
        Direction = direction,
        Inputs = Calls,
        Numerator = Quantity.Flow(some),
        Denominator = all,
        Factor = RatioIndicator.Percent,
        IsShare = true,
    };
}
