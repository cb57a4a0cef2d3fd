using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Wording;
using Spectre.Console;

namespace KpiPlatform.Cli.Output;

/// <summary>Cells of tables for people.</summary>
internal static class Cells
{
    /// <summary>What stands for "no value", which is never 0.</summary>
    public const string None = "–";

    /// <summary>Text from outside, safe for the terminal and for markup; the dash if it is empty.</summary>
    public static string Text(string? text) => string.IsNullOrEmpty(text) ? None : Markup.Escape(TextSafety.OneLine(text));

    /// <summary>A whole number with thousands separators.</summary>
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>An instant in UTC to the second, "1997-03-05 10:11:12Z".</summary>
    public static string Time(Timestamp? time) => time is null
        ? None
        : time.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The date of an instant in UTC.</summary>
    public static string Date(Timestamp? time) =>
        time is null ? None : time.ToDateTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A number with the given decimals, half away from zero.</summary>
    public static string Number(double? number, int decimals) => number is { } value ? ValueText.Rounded(value, decimals) : None;
}
