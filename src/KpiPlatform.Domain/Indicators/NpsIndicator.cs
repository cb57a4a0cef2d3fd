using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Net Promoter Score: percent promoters less percent detractors; passives count in the denominator.</summary>
public sealed class NpsIndicator : Indicator
{
    private static readonly Quantity Promoters = Quantity.Flow(BuiltInMeasures.NpsPromoters);
    private static readonly Quantity Detractors = Quantity.Flow(BuiltInMeasures.NpsDetractors);
    private static readonly Quantity Answers = Quantity.Flow(BuiltInMeasures.NpsAnswers);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => [];

    /// <inheritdoc/>
    public override bool IsDimensional => AllDimensional(Promoters, Detractors, Answers);

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(value);
        var promoters = Promoters.Read(context, cells);
        var detractors = Detractors.Read(context, cells);
        var answers = Answers.Read(context, cells);
        value = value with { Numerator = promoters - detractors, Denominator = answers, SampleSize = answers };
        return answers == 0
            ? value with { NoValueReason = NoValueReason.DenominatorZero }
            : value with { Value = 100.0 * (promoters - detractors) / answers, Interval = AdjustedWaldInterval.Of(promoters, detractors, answers) };
    }
}
