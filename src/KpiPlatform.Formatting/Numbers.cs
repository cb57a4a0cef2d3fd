using System.Globalization;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Formatting;

/// <summary>Numbers for people, with their unit: rounded half away from zero, thousands apart.</summary>
public static class Numbers
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "–";

    // Beyond it a double has no decimals left to round, and decimal no room.
    private const double LargestDecimal = 7e27;
    private const double Whole = 1e-9;

    /// <summary>A value with its unit: "36.5 %", "1,234.50 EUR", "42".</summary>
    /// <param name="value">The value; null for none.</param>
    /// <param name="unit">Its unit, as in IndicatorValue.unit.</param>
    /// <param name="style">How much room there is for the unit.</param>
    public static string Format(double? value, string unit, UnitStyle style = UnitStyle.Long)
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
            "per_year" => Round(number, 2) + (style == UnitStyle.Short ? " /yr" : " per year"),
            "per_100_customers" => Round(number, 2) + (style == UnitStyle.Short ? " /100" : " per 100"),
            _ when CurrencyDecimals.IsCode(unit) => Round(number, CurrencyDecimals.Of(unit)) + " " + unit,
            "" => Round(number, 2),
            _ => Round(number, 2) + " " + unit,
        };
    }

    /// <summary>A value of the contract with its unit; the dash if it has none.</summary>
    /// <param name="value">The value.</param>
    public static string Format(IndicatorValue? value) => value is null ? None : Format(value.HasValue ? value.Value : null, value.Unit);

    /// <summary>A goal: like a value, without decimals that are all zero.</summary>
    public static string Goal(double? value, string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return value is { } number && IsWhole(number) && CurrencyDecimals.IsCode(unit) ? Round(number, 0) + " " + unit : Format(value, unit);
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
}
