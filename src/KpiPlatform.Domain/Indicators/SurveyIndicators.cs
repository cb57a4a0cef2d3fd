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
    ];
}
