namespace KpiPlatform.Domain.Identity;

/// <summary>Makes untrusted text fit for an error message: cut to 40 characters, control characters shown as "?".</summary>
public static class DisplayText
{
    private const int MaxCharacters = 40;

    /// <summary>The text as a message may show it.</summary>
    /// <param name="text">Untrusted text; null reads as empty.</param>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return string.Empty;
        var cut = text.Length > MaxCharacters ? string.Concat(text.AsSpan(0, MaxCharacters), "…") : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
