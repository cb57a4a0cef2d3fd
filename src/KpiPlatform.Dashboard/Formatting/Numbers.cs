using System.Collections.Frozen;
using System.Globalization;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Formatting;

/// <summary>Numbers for people, with their unit: rounded half away from zero, thousands apart.</summary>
public static class Numbers
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "–";

    // Beyond it a double has no decimals left to round, and decimal no room.
    private const double LargestDecimal = 7e27;
    private const double Whole = 1e-9;
    private const int UsualDecimals = 2;

    private static readonly FrozenDictionary<string, int> CurrencyDecimals = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0, ["RWF"] = 0,
        ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0, ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3,
        ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3, ["CLF"] = 4, ["UYW"] = 4,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A value with its unit: "36.5 %", "1,234.50 EUR", "42".</summary>
    public static string Format(double? value, string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (value is not { } number || !double.IsFinite(number))
            return None;
        return unit switch
        {
            "count" => Round(number, IsWhole(number) ? 0 : 2),
            "percent" => Round(number, 1) + " %",
            "points" => Round(number, 1),
            "percentage_points" => Round(number, 1) + " pp",
            "ratio" => Round(number, 2),
            "seconds" => Round(number, 1) + " s",
            "minutes" => Round(number, 1) + " min",
            "hours" => Round(number, 1) + " h",
            "days" => Round(number, 1) + " d",
            "years" => Round(number, 2) + " yr",
            "per_year" => Round(number, 2) + " per year",
            "per_100_customers" => Round(number, 2) + " per 100",
            _ when IsCurrency(unit) => Round(number, CurrencyDecimals.GetValueOrDefault(unit, UsualDecimals)) + " " + unit,
            "" => Round(number, 2),
            _ => Round(number, 2) + " " + unit,
        };
    }

    /// <inheritdoc cref="Format(double?, string)"/>
    public static string Format(IndicatorValue? value) => value is null ? None : Format(value.HasValue ? value.Value : null, value.Unit);

    /// <summary>A goal: like a value, without decimals that are all zero.</summary>
    public static string Goal(double? value, string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return value is { } number && IsWhole(number) && IsCurrency(unit) ? Round(number, 0) + " " + unit : Format(value, unit);
    }

    /// <summary>A number by itself, with so many decimals.</summary>
    public static string Round(double value, int decimals)
    {
        if (!double.IsFinite(value))
            return None;
        var format = "#,0" + (decimals == 0 ? string.Empty : "." + new string('0', decimals));
        return Math.Abs(value) > LargestDecimal
            ? value.ToString(format, CultureInfo.InvariantCulture)
            : decimal.Round((decimal)value, decimals, MidpointRounding.AwayFromZero).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>0 to 100 without a unit: a performance, a score; the dash if there is none.</summary>
    public static string Score(double? value) => value is { } number ? Round(number, 1) : None;

    /// <summary>A share in percent.</summary>
    public static string Percent(double? value, int decimals = 0) => value is { } number ? Round(number, decimals) + " %" : None;

    /// <summary>A difference with its sign: "+1.2", "−0.4", "0".</summary>
    public static string Signed(double value, int decimals = 1)
    {
        var text = Round(Math.Abs(value), decimals);
        return text.AsSpan().ContainsAnyInRange('1', '9') ? (value < 0 ? "−" : "+") + text : "0";
    }

    /// <summary>A whole number.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number as code reads it: for coordinates, addresses and values of fields.</summary>
    public static string Plain(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static bool IsWhole(double value) => Math.Abs(value - Math.Round(value)) < Whole;

    private static bool IsCurrency(string unit) => unit.Length == 3 && unit.All(char.IsAsciiLetterUpper);
}
