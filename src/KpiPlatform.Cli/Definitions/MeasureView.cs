using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Definitions;

/// <summary>How measures are shown.</summary>
internal static class MeasureView
{
    public static ResourceView<MeasureDefinition> View { get; } = new(
        [
            new("Measure", m => Cells.Text(Id(m))),
            new("Unit", m => Cells.Text(m.Unit)),
            new("Own", m => m.BuiltIn ? "" : "own"),
            new("Meaning", m => Cells.Text(m.BuiltIn || m.Description.Length > 0 ? m.Description : Rule(m))),
        ],
        [
            new("id", Id),
            new("title", m => m.Title),
            new("description", m => m.Description),
            new("unit", m => m.Unit),
            new("nature", m => Short(m, "nature")),
            new("dimensional", m => m.Dimensional),
            new("built_in", m => m.BuiltIn),
            new("aggregation", m => Short(m, "aggregation")),
            new("field", m => m.Field),
            new("kinds", m => string.Join(';', m.Kinds)),
            new("conditions", m => string.Join("; ", m.Conditions)),
            new("at_least", m => m.AtLeast),
            new("quantile", m => m.Quantile),
            new("numerator", m => m.Numerator),
            new("denominator", m => m.Denominator),
        ]);

    /// <summary>One measure with all there is to say.</summary>
    public static IRenderable Details(MeasureDefinition measure)
    {
        var rows = new List<(string, string)>
        {
            ("Measure", Cells.Text(Id(measure))),
            ("Title", Cells.Text(measure.Title)),
            ("Meaning", Cells.Text(measure.Description)),
            ("Unit", Cells.Text(measure.Unit)),
            ("Says", Cells.Text(Short(measure, "nature").Replace('_', ' '))),
            ("By dimension", measure.Dimensional ? "yes" : "no"),
            ("Built in", measure.BuiltIn ? "yes" : "no"),
        };
        if (!measure.BuiltIn)
        {
            rows.Add(("Counts", Cells.Text(Rule(measure))));
            rows.AddRange(measure.Conditions.Select((condition, i) => (i == 0 ? "Where" : "and", Cells.Text(condition))));
            rows.Add(("Created", Cells.Time(measure.CreateTime)));
            rows.Add(("Changed", Cells.Time(measure.UpdateTime)));
        }

        return Tables.Pairs(rows);
    }

    private static string Id(MeasureDefinition measure) => ResourceNames.LastSegment(measure.Name);

    private static string Rule(MeasureDefinition measure)
    {
        var aggregation = Short(measure, "aggregation").Replace('_', ' ');
        if (measure.Aggregation == MeasureAggregation.Ratio)
            return $"{measure.Numerator} / {measure.Denominator}";
        var of = measure.Aggregation switch
        {
            MeasureAggregation.CustomersWithAtLeast => $" {measure.AtLeast}",
            MeasureAggregation.Percentile => $" {measure.Quantile:R} of {measure.Field}",
            _ => measure.Field.Length > 0 ? $" of {measure.Field}" : "",
        };
        return $"{aggregation}{of} over {string.Join(", ", measure.Kinds)}";
    }

    private static string Short(MeasureDefinition measure, string field)
    {
        var descriptor = MeasureDefinition.Descriptor.FindFieldByName(field);
        var number = (int)descriptor.Accessor.GetValue(measure);
        return number == 0 || descriptor.EnumType.FindValueByNumber(number) is not { } value ? "" : EnumText.ShortName(value);
    }
}
