using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>
/// Any text as text of a workbook, and back. What XML cannot hold, or would change (control characters, a carriage return, half a surrogate pair),
/// is written as _xHHHH_, and so is a text that looks like that.
/// </summary>
internal static partial class XmlText
{
    /// <summary>Most characters of a cell; a longer text is cut.</summary>
    public const int MaxLength = 32_767;

    /// <summary>The text as it stands in the file.</summary>
    /// <param name="text">Any text.</param>
    public static string Encode(string text)
    {
        if (IsPlain(text))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                encoded.Append(letter).Append(text[++i]);
            else if (NeedsCode(letter) || (letter == '_' && Code().IsMatch(text, i) && Code().Match(text, i).Index == i))
                encoded.Append(CultureInfo.InvariantCulture, $"_x{(int)letter:X4}_");
            else
                encoded.Append(letter);
        }

        return encoded.ToString();
    }

    /// <summary>The text that <see cref="Encode"/> was given.</summary>
    /// <param name="text">A text of a workbook.</param>
    public static string Decode(string text) => text.Contains("_x", StringComparison.Ordinal)
        ? Code().Replace(text, match => ((char)int.Parse(match.Groups["code"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString())
        : text;

    private static bool IsPlain(string text)
    {
        foreach (var letter in text)
        {
            if (letter == '_' || char.IsSurrogate(letter) || NeedsCode(letter))
                return false;
        }

        return true;
    }

    private static bool NeedsCode(char letter) => (char.IsControl(letter) && letter is not ('\n' or '\t')) || char.IsSurrogate(letter) || letter is '\uFFFE' or '\uFFFF';

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
