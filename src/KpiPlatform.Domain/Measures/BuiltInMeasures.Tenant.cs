using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <content>Spending, observations, subscriptions' revenue, journeys, experiments, systems and sources.</content>
public static partial class BuiltInMeasures
{
    /// <summary>Additive, by hash of the source: interactions.</summary>
    public static WideMeasure SourceInteractions => new(0);

    /// <summary>Additive, by hash of the salesperson: registrations and purchases that name one.</summary>
    public static WideMeasure SalespersonActs => new(1);

    /// <summary>Additive, by hash of journey and step: entries of a step, the first of each passage, on the day of entering.</summary>
    public static WideMeasure JourneyEntered => new(2);

    /// <summary>Additive: those of <see cref="JourneyEntered"/>, on the same day, that the next step followed within the journey's window.</summary>
    public static WideMeasure JourneyCompleted => new(3);

    /// <summary>Additive, by hash of the product: quantity bought by members of the tenant's premium programme, millionths.</summary>
    public static WideMeasure MemberQuantity => new(4);

    /// <summary>Additive, as <see cref="MemberQuantity"/>: what they paid, minor units.</summary>
    public static WideMeasure MemberPaidMinor => new(5);

    /// <summary>Additive, by hash of the product: quantity bought by all others, millionths.</summary>
    public static WideMeasure OtherQuantity => new(6);

    /// <summary>Additive, as <see cref="OtherQuantity"/>: what they paid, minor units.</summary>
    public static WideMeasure OtherPaidMinor => new(7);

    /// <summary>Additive: changes of the number of customers in the base whose attribute says that they are of the target segment.</summary>
    public static MeasureId TargetInBase => new(113);

    /// <summary>Additive, by the values of the dimension "region" only: changes of the number of customers in the base by where they are.</summary>
    public static MeasureId BaseByRegion => new(114);

    /// <summary>Additive: changes of the monthly recurring revenue, in 336ths of a minor unit: a month is 336, a week 1,461 (365.25/84 months).</summary>
    public static MeasureId Recurring => new(120);

    /// <summary>Per period: changes as in <see cref="Recurring"/> of customers who had none when the period began.</summary>
    public static MeasureId RecurringOfNew => new(121);

    /// <summary>Per period: Σ what customers pay more than at the period's start, who paid something then.</summary>
    public static MeasureId RecurringExpansion => new(122);

    /// <summary>Per period: Σ what customers paid at the period's start who pay nothing any more.</summary>
    public static MeasureId RecurringChurned => new(123);

    /// <summary>Additive: changes of the number of customers with records of two systems or more.</summary>
    public static MeasureId OfSeveralSystems => new(130);

    /// <summary>Additive: those of <see cref="OfSeveralSystems"/> whose latest records agree.</summary>
    public static MeasureId OfAgreeingSystems => new(131);

    /// <summary>Additive: assignments to the arm "control", the first of a customer to an experiment.</summary>
    public static MeasureId Controls => new(140);

    /// <summary>Additive: those of <see cref="Controls"/>, on the same day, who ordered after it.</summary>
    public static MeasureId ControlsConverted => new(141);

    /// <summary>Additive: assignments to any other arm, the first of a customer to an experiment.</summary>
    public static MeasureId Treated => new(142);

    /// <summary>Additive: those of <see cref="Treated"/>, on the same day, who ordered after it.</summary>
    public static MeasureId TreatedConverted => new(143);

    /// <summary>Additive: change of the spending per day, on the first day that it holds for; minor units.</summary>
    public static MeasureId SpendSlope(SpendCategory category) => new((ushort)(160 + (int)category));

    /// <summary>Additive: <see cref="SpendSlope"/> times the number of its day.</summary>
    public static MeasureId SpendMoment(SpendCategory category) => new((ushort)(164 + (int)category));

    /// <summary>Additive: what is left of a spending after its days got equal whole shares, on the last of them; minor units.</summary>
    public static MeasureId SpendRest(SpendCategory category) => new((ushort)(168 + (int)category));

    /// <summary>Additive: changes of the latest value observed, in millionths; of an indicator that adds up, the values.</summary>
    public static MeasureId Observed(ObservedIndicator indicator) => new((ushort)(180 + (3 * (int)indicator)));

    /// <summary>Additive: observations.</summary>
    public static MeasureId Observations(ObservedIndicator indicator) => new((ushort)(181 + (3 * (int)indicator)));

    /// <summary>Additive: changes of the number of the day of the latest observation.</summary>
    public static MeasureId ObservedDay(ObservedIndicator indicator) => new((ushort)(182 + (3 * (int)indicator)));
}
