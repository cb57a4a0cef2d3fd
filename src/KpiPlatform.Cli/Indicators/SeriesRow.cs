using System.Globalization;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Indicators;

/// <summary>One value of one series.</summary>
internal sealed record SeriesRow(string DimensionValue, IndicatorValue Value)
{
    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<SeriesRow>> Csv { get; } =
    [
        new("indicator", r => r.Value.Indicator),
        new("dimension_value", r => r.DimensionValue),
        new("period", r => r.Value.Period?.Label ?? ""),
        new("start_time", r => r.Value.Period?.StartTime),
        new("end_time", r => r.Value.Period?.EndTime),
        new("value", r => r.Value.HasValue ? r.Value.Value : null),
        new("unit", r => r.Value.Unit),
        new("numerator", r => r.Value.HasNumerator ? r.Value.Numerator : null),
        new("denominator", r => r.Value.HasDenominator ? r.Value.Denominator : null),
        new("sample_size", r => r.Value.SampleSize),
        new("lower", r => r.Value.Interval?.Lower),
        new("upper", r => r.Value.Interval?.Upper),
        new("method", r => r.Value.Interval?.Method ?? ""),
        new("components", r => string.Join(';', r.Value.Components.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Id}={c.Value:R}")))),
        new("partial", r => r.Value.Partial),
        new("late", r => r.Value.Late),
        new("overridden", r => r.Value.Overridden),
        new("modelled", r => r.Value.Modelled),
        new("no_value_reason", r => r.Value.NoValueReason),
        new("as_of_time", r => r.Value.AsOfTime),
        new("definition_version", r => r.Value.DefinitionVersion),
        new("before_coverage", r => r.Value.BeforeCoverage),
    ];
}
