namespace KpiPlatform.Cli.Wording;

/// <summary>
/// Makes text from outside safe to show. Tenants' data may hold escape sequences, which a terminal would obey,
/// and direction marks, which make text read other than it is.
/// </summary>
internal static class TextSafety
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with control and direction characters replaced; line breaks and tabs become spaces.</summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Safe(source[i]);
        });
    }

    private static char Safe(char c) => c switch
    {
        '\n' or '\r' or '\t' => ' ',
        _ when char.IsControl(c) => Replacement,
        // Left-to-right and right-to-left embeddings, overrides and isolates.
        (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => Replacement,
        _ => c,
    };
}
