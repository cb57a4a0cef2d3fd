using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator that is one quantity divided by another. Nothing to divide by: no value, never 0.</summary>
public sealed class RatioIndicator : Indicator
{
    /// <summary>What is divided.</summary>
    public required Quantity Numerator { get; init; }

    /// <summary>What it is divided by.</summary>
    public required Quantity Denominator { get; init; }

    /// <summary>Observations behind it, where the denominator is none; by default the denominator.</summary>
    public Quantity? Sample { get; init; }

    /// <summary>Whether both are amounts of money, though the ratio is none: they are shown in whole units. Default false.</summary>
    public bool IsOfMoney { get; init; }

    /// <summary>Units of the numerator's measure in one unit shown, e.g. milliseconds in an hour; money is divided besides. Default 1.</summary>
    public double NumeratorDivisor { get; init; } = 1;

    /// <summary>What the ratio is multiplied by, e.g. 100 for percent; by the window. Default 1.</summary>
    public Func<EvaluationWindow, double> Factor { get; init; } = static _ => 1;

    /// <summary>Whether the numerator counts some of what the denominator counts: then the share has a Wilson interval.</summary>
    public bool IsShare { get; init; }

    /// <summary>Shares of the same denominator, in percent, that are shown as components; by default none.</summary>
    public IReadOnlyList<QuantityPart> Shares { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => [.. Shares.Select(share => share.Id)];

    /// <inheritdoc/>
    public override bool IsDimensional => AllDimensional([Numerator, Denominator, Sample ?? Denominator, .. Shares.Select(share => share.Quantity)]);

    /// <summary>A factor that makes percent of a share.</summary>
    internal static double Percent(EvaluationWindow window) => 100;

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(context);
        var counted = Numerator.Read(context, cells);
        var denominator = Denominator.Read(context, cells);
        var shares = Shares.Select(share => (share.Id, Count: share.Quantity.Read(context, cells))).ToList();
        var sample = Sample?.Read(context, cells);
        var numerator = counted / (UnitDivisor(context) * NumeratorDivisor);
        double minor = IsOfMoney ? context.Currency.MinorPerUnit : 1;
        value = value with { Numerator = numerator / minor, Denominator = denominator / minor, SampleSize = sample ?? denominator };
        if (denominator == 0)
            return value with { NoValueReason = NoValueReason.DenominatorZero };

        // Multiplied before it is divided: so 20 of 30 is 200/3 percent exactly, and meets a threshold of 200/3.
        var factor = Factor(context.Window);
        return value with
        {
            Value = numerator * factor / denominator,
            Interval = IsShare && counted >= 0 && counted <= denominator ? WilsonInterval.Of(counted, denominator, factor) : null,
            Components = [.. shares.Select(share => new IndicatorComponent(share.Id, 100.0 * share.Count / denominator))],
        };
    }
}
