using System.Globalization;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Output;

/// <summary>Values for people: rounded half away from zero, with their unit.</summary>
internal static class ValueText
{
    /// <summary>"36.5 %", "1,234.50 USD", "42", "12.5 h"; the dash if there is no value.</summary>
    public static string Format(double? value, string unit) => Cells.Text(Numbers.Format(value, unit, UnitStyle.Short));

    /// <inheritdoc cref="Format(double?, string)"/>
    public static string Format(IndicatorValue? value) =>
        value is null ? Cells.None : Format(value.HasValue ? value.Value : null, value.Unit);

    /// <summary>A confidence interval in the unit of its value, "35.1 – 37.9".</summary>
    public static string Format(Interval? interval) =>
        interval is null ? Cells.None : $"{Rounded(interval.Lower, 1)} – {Rounded(interval.Upper, 1)}";

    /// <summary>Rounded half away from zero.</summary>
    public static string Rounded(double value, int decimals) => Numbers.Round(value, decimals);

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
