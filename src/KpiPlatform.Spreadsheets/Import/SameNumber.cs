using System.Globalization;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>Whether two numbers are the same to a spreadsheet, which keeps 15 digits.</summary>
internal static class SameNumber
{
    /// <summary>Compares.</summary>
    /// <param name="one">A number, or none.</param>
    /// <param name="other">Another.</param>
    public static bool Are(double? one, double? other) =>
        one is { } left && other is { } right ? left == right || Text(left) == Text(right) : one is null && other is null;

    private static string Text(double number) => number.ToString("E14", CultureInfo.InvariantCulture);
}
