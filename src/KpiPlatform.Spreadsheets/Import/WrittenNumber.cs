using System.Globalization;
using System.Text.RegularExpressions;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>Numbers in writing. What could mean two numbers is none.</summary>
internal static partial class WrittenNumber
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasDecimalCommas">Whether a comma is a decimal one; a point is one, too, unless it may separate thousands.</param>
    /// <param name="number">The number, finite.</param>
    public static bool TryParse(string text, bool hasDecimalCommas, out double number)
    {
        var written = text.Trim().Replace('\u2212', '-');
        if (hasDecimalCommas)
        {
            if (Grouped().IsMatch(written))
                written = Separators().Replace(written, string.Empty);
            else if (MayBeGrouped().IsMatch(written))
                written = string.Empty;
            if (!written.Contains('.', StringComparison.Ordinal))
                written = written.Replace(',', '.');
        }

        return double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    // 1.234.567,8 and 1 234 567,8: by the comma it is certain what the others are; of spaces it always is.
    [GeneratedRegex(@"^[+-]?[0-9]{1,3}(((\.[0-9]{3})+,[0-9]+)|(([ \u00A0\u202F'][0-9]{3})+(,[0-9]+)?))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Grouped();

    // 1.234: a thousand or one?
    [GeneratedRegex(@"^[+-]?[0-9]{1,3}(\.[0-9]{3})+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MayBeGrouped();

    [GeneratedRegex(@"[. \u00A0\u202F']", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Separators();
}
