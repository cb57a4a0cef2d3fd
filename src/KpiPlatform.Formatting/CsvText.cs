namespace KpiPlatform.Formatting;

/// <summary>
/// Text in a CSV file that a spreadsheet will open. What begins with =, +, -, @, a tab or a carriage return would be taken for a formula: it
/// gets an apostrophe in front, and so does what begins with apostrophes before such a character, so that <see cref="Unescape"/> gives back
/// exactly what was written.
/// </summary>
public static class CsvText
{
    /// <summary>The text as it stands in the file, before it is quoted.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsFormulaAfterApostrophes(text) ? "'" + text : text;
    }

    /// <summary>The text that <see cref="Escape"/> was given.</summary>
    /// <param name="text">A cell, without its quotes.</param>
    public static string Unescape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is ['\'', ..] && IsFormulaAfterApostrophes(text) ? text[1..] : text;
    }

    private static bool IsFormulaAfterApostrophes(string text) => text.AsSpan().TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];
}
