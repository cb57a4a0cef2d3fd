using System.Globalization;
using KpiPlatform.Protocol.V1;
using Decimal = System.Decimal;

namespace KpiPlatform.Cli.Output;

/// <summary>Values for people: rounded half away from zero, with their unit.</summary>
internal static class ValueText
{
    // Beyond it a double has no decimals left to round, and decimal no room.
    private const double LargestDecimal = 7e27;

    /// <summary>"36.5 %", "1,234.50 USD", "42", "12.5 h"; the dash if there is no value.</summary>
    public static string Format(double? value, string unit)
    {
        if (value is not { } number)
            return Cells.None;
        return unit switch
        {
            "count" => Rounded(number, Math.Abs(number - Math.Round(number)) < 1e-9 ? 0 : 2),
            "percent" => Rounded(number, 1) + " %",
            "points" => Rounded(number, 1),
            "percentage_points" => Rounded(number, 1) + " pp",
            "ratio" => Rounded(number, 2),
            "seconds" => Rounded(number, 1) + " s",
            "minutes" => Rounded(number, 1) + " min",
            "hours" => Rounded(number, 1) + " h",
            "days" => Rounded(number, 1) + " d",
            "years" => Rounded(number, 2) + " yr",
            "per_year" => Rounded(number, 2) + " /yr",
            "per_100_customers" => Rounded(number, 2) + " /100",
            _ when CurrencyDecimals.IsCode(unit) => $"{Rounded(number, CurrencyDecimals.Of(unit))} {unit}",
            _ => Rounded(number, 2) + (unit.Length == 0 ? "" : " " + Cells.Text(unit)),
        };
    }

    /// <inheritdoc cref="Format(double?, string)"/>
    public static string Format(IndicatorValue? value) =>
        value is null ? Cells.None : Format(value.HasValue ? value.Value : null, value.Unit);

    /// <summary>A confidence interval in the unit of its value, "35.1 – 37.9".</summary>
    public static string Format(Interval? interval) =>
        interval is null ? Cells.None : $"{Rounded(interval.Lower, 1)} – {Rounded(interval.Upper, 1)}";

    /// <summary>
    /// Rounds what the double means in decimal, half away from zero: 2.675 gives 2.68, though the nearest double lies below.
    /// </summary>
    public static string Rounded(double value, int decimals)
    {
        if (!double.IsFinite(value))
            return Cells.None;
        var format = "#,0" + (decimals == 0 ? "" : "." + new string('0', decimals));
        if (Math.Abs(value) > LargestDecimal)
            return value.ToString(format, CultureInfo.InvariantCulture);
        var rounded = Decimal.Round((decimal)value, decimals, MidpointRounding.AwayFromZero);
        return rounded.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>An amount, exact: "12.50 EUR".</summary>
    public static string Format(Money? money)
    {
        if (money is null)
            return Cells.None;
        var amount = money.Units + (money.Nanos / 1_000_000_000m);
        var decimals = Math.Max(CurrencyDecimals.Of(money.CurrencyCode), amount.Scale == 0 ? 0 : TrimmedScale(amount));
        var text = amount.ToString("#,0" + (decimals == 0 ? "" : "." + new string('0', decimals)), CultureInfo.InvariantCulture);
        return money.CurrencyCode.Length == 0 ? text : $"{text} {Cells.Text(money.CurrencyCode)}";
    }

    private static int TrimmedScale(decimal amount)
    {
        var text = amount.ToString("0.#########", CultureInfo.InvariantCulture);
        var point = text.IndexOf('.');
        return point < 0 ? 0 : text.Length - point - 1;
    }
}
