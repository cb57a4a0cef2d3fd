using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of what customers answer.</summary>
internal static class SurveyIndicators
{
    private const double MicrosPerPoint = 1_000_000;
    private const string NpsSource = "F. F. Reichheld, The One Number You Need to Grow, Harvard Business Review, December 2003";
    private const string LatestAnswer = "Of the latest answer of each contact to each NPS survey in the period: ";

    private static readonly string[] Answers = ["survey_answered"];

    public static readonly Indicator[] All =
    [
        new RatioIndicator
        {
            Id = "csat",
            Title = "Customer satisfaction",
            Definition = "Answers to CSAT surveys from satisfied_from on / all answers to them in the period; every answer counts.",
            Unit = IndicatorUnits.Percent,
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
            Numerator = Quantity.Flow(BuiltInMeasures.CsatSatisfied),
            Denominator = Quantity.Flow(BuiltInMeasures.CsatAnswers),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new NpsIndicator
        {
            Id = "nps",
            Title = "Net Promoter Score",
            Definition = LatestAnswer + "percent of 9 and 10 - percent of 0 to 6; 7 and 8 count in the denominator.",
            Unit = IndicatorUnits.Points,
            Source = NpsSource,
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
        },
        new RatioIndicator
        {
            Id = "promoter_share",
            Title = "Promoters",
            Definition = LatestAnswer + "percent of 9 and 10.",
            Unit = IndicatorUnits.Percent,
            Source = NpsSource,
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
            Numerator = Quantity.Flow(BuiltInMeasures.NpsPromoters),
            Denominator = Quantity.Flow(BuiltInMeasures.NpsAnswers),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "detractor_share",
            Title = "Detractors",
            Definition = LatestAnswer + "percent of 0 to 6.",
            Unit = IndicatorUnits.Percent,
            Direction = Direction.Decrease,
            Source = NpsSource,
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
            Numerator = Quantity.Flow(BuiltInMeasures.NpsDetractors),
            Denominator = Quantity.Flow(BuiltInMeasures.NpsAnswers),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "ces",
            Title = "Customer effort score",
            Definition = "Mean of the answers to CES surveys in the period (high is easy). Component easy_share: percent of answers from satisfied_from on.",
            Unit = IndicatorUnits.Points,
            Source = "M. Dixon, K. Freeman, N. Toman, Stop Trying to Delight Your Customers, Harvard Business Review, July 2010",
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
            Numerator = Quantity.Flow(BuiltInMeasures.CesSumMicro),
            NumeratorDivisor = MicrosPerPoint,
            Denominator = Quantity.Flow(BuiltInMeasures.CesAnswers),
            Shares = [new("easy_share", Quantity.Flow(BuiltInMeasures.CesEasy))],
        },
        new RatioIndicator
        {
            Id = "customer_satisfaction_ratio",
            Title = "Satisfied customers",
            Definition = "Customers whose latest answer to a CSAT survey in the period is satisfied / customers who answered one in the period.",
            Unit = IndicatorUnits.Percent,
            Direction = Direction.Maintain,
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
            Numerator = Quantity.Flow(BuiltInMeasures.CustomersSatisfied),
            Denominator = Quantity.Flow(BuiltInMeasures.CustomersAnswering),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "survey_response_rate",
            Title = "Survey response rate",
            Definition = "Of invitations sent in the period: share answered by that contact, up to as-of, before the next invitation to that survey. Without a contact the customer is the contact.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["survey_invited", "survey_answered"],
            MinimumSample = Indicator.SurveyMinimumSample,
            Numerator = Quantity.Flow(BuiltInMeasures.InvitationsAnswered),
            Denominator = Quantity.Flow(BuiltInMeasures.Invitations),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        MeanOfItem("enthusiasm", "Enthusiasm", BuiltInMeasures.EnthusiasmSumMicro, BuiltInMeasures.EnthusiasmAnswers),
        MeanOfItem("emotional_connection", "Emotional connection", BuiltInMeasures.EmotionalSumMicro, BuiltInMeasures.EmotionalAnswers),
        new DerivedIndicator
        {
            Id = "cross_channel_consistency",
            Title = "Consistency across channels",
            Definition = "Highest - lowest CSAT (percent satisfied) over the channels of the experience with 30 answers or more in the period, if there are two or more. The channel is the one that the answer is about, or that of the ticket's opening or of the order it is about, if that came before it; else the answer's own. Channels are the values of the dimension declared on the channel. Components: CSAT by channel.",
            Unit = IndicatorUnits.PercentagePoints,
            Direction = Direction.Decrease,
            Inputs = Answers,
            MinimumSample = Indicator.SurveyMinimumSample,
            PartsOfTenant = true,
            Formula = static (sums, value) => ConsistencyOf(sums, value),
        },
    ];

    private static RatioIndicator MeanOfItem(string item, string title, MeasureId sum, MeasureId answers) => new()
    {
        Id = item,
        Title = title,
        Definition = $"Mean of the answers to the item \"{item}\" of any declared survey in the period, a reversed scale turned round.",
        Unit = IndicatorUnits.Points,
        Inputs = Answers,
        MinimumSample = Indicator.SurveyMinimumSample,
        Numerator = Quantity.Flow(sum),
        NumeratorDivisor = MicrosPerPoint,
        Denominator = Quantity.Flow(answers),
    };

    private static IndicatorValue ConsistencyOf(IndicatorSums sums, IndicatorValue value)
    {
        var slot = sums.Settings.ChannelSlot;
        if (slot < 0)
            return value with { NoValueReason = NoValueReason.NotDeclared };
        var channels = sums.Settings.Dimensions[slot].Values
            .Select((name, index) => (Name: name, Value: DimensionValue.Of(slot, index + 1)))
            .Select(channel => (
                channel.Name,
                Answers: sums.Of(BuiltInMeasures.ExperienceAnswers, channel.Value),
                Satisfied: sums.Of(BuiltInMeasures.ExperienceSatisfied, channel.Value)))
            .ToList();
        var compared = channels.Where(channel => channel.Answers >= Indicator.SurveyMinimumSample)
            .Select(channel => (channel.Name, channel.Answers, Csat: 100.0 * channel.Satisfied / channel.Answers))
            .ToList();
        value = value with
        {
            SampleSize = compared.Sum(channel => channel.Answers),
            Components = [.. compared.Select(channel => new IndicatorComponent(channel.Name, channel.Csat))],
        };
        return compared.Count < 2
            ? value with { NoValueReason = NoValueReason.TooFewParts }
            : value with { Value = compared.Max(channel => channel.Csat) - compared.Min(channel => channel.Csat) };
    }
}
