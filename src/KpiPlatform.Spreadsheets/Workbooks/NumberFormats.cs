using KpiPlatform.Formatting;

namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>Number formats of workbooks: values stay numbers, and look as <see cref="Numbers"/> writes them.</summary>
internal static class NumberFormats
{
    /// <summary>A local date.</summary>
    public const string Date = "yyyy-mm-dd";

    /// <summary>A local time, to the second.</summary>
    public const string Time = "yyyy-mm-dd hh:mm:ss";

    /// <summary>A score, 0 to 100.</summary>
    public const string Score = "0.0";

    /// <summary>A share of 0 to 100 in percent.</summary>
    public const string Percent = "#,##0.0\" %\"";

    /// <summary>A number as it is.</summary>
    public const string Plain = "General";

    /// <summary>The format of values in a unit.</summary>
    /// <param name="unit">As in IndicatorValue.unit.</param>
    /// <param name="value">The value, which decides whether a count shows decimals.</param>
    public static string Of(string unit, double? value = null) => unit switch
    {
        "count" => value is { } number && Math.Abs(number - Math.Round(number)) > 1e-9 ? "#,##0.00" : "#,##0",
        "percent" => Percent,
        "points" => "#,##0.0",
        "percentage_points" => "#,##0.0\" pp\"",
        "ratio" or "" => "#,##0.00",
        "seconds" => "#,##0.0\" s\"",
        "minutes" => "#,##0.0\" min\"",
        "hours" => "#,##0.0\" h\"",
        "days" => "#,##0.0\" d\"",
        "years" => "#,##0.00\" yr\"",
        "per_year" => "#,##0.00\" per year\"",
        "per_100_customers" => "#,##0.00\" per 100\"",
        _ when CurrencyDecimals.IsCode(unit) => Decimals(CurrencyDecimals.Of(unit)) + Quoted(unit),
        _ => Decimals(2) + Quoted(unit),
    };

    private static string Decimals(int decimals) => decimals == 0 ? "#,##0" : "#,##0." + new string('0', decimals);

    // A quote would end the text of the format.
    private static string Quoted(string unit) => $"\" {unit.Replace("\"", string.Empty, StringComparison.Ordinal)}\"";
}
