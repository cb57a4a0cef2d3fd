using System.Globalization;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>Numbers as files write them: "1.234,56", "1 234.5", "-12".</summary>
/// <param name="DecimalSeparator">Before the decimals.</param>
/// <param name="GroupSeparator">Between groups of three digits; absent: not allowed.</param>
internal sealed record NumberText(char DecimalSeparator, char? GroupSeparator)
{
    private const int GroupDigits = 3;

    /// <summary>A point before decimals, no groups.</summary>
    public static NumberText Plain { get; } = new('.', null);

    /// <summary>
    /// The number with "." and without groups, or null if it is none. Groups must be of three digits: read otherwise,
    /// "1.5" of a file with decimal commas would silently become 15.
    /// </summary>
    public string? Normalise(string text)
    {
        var trimmed = text.Trim();
        var point = trimmed.IndexOf(DecimalSeparator);
        var whole = point < 0 ? trimmed : trimmed[..point];
        if (GroupSeparator is { } separator && whole.Contains(separator))
        {
            var groups = whole.Split(separator);
            if (groups[0].TrimStart('-', '+') is not { Length: >= 1 and <= GroupDigits } || groups.Skip(1).Any(g => g.Length != GroupDigits || !g.All(char.IsAsciiDigit)))
                return null;
            whole = string.Concat(groups);
        }

        if (DecimalSeparator != '.' && (whole.Contains('.') || trimmed.LastIndexOf('.') >= 0))
        {
            if (GroupSeparator != '.' || (point >= 0 && trimmed.IndexOf('.', point) >= 0))
                return null;
        }

        return point < 0 ? whole : $"{whole}.{trimmed[(point + 1)..]}";
    }

    /// <summary>Exact; null if it is no number or has more digits than decimal holds.</summary>
    public decimal? Decimal(string text) =>
        decimal.TryParse(Normalise(text), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Finite; null if it is no number.</summary>
    public double? Double(string text) =>
        double.TryParse(Normalise(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Null if it is no whole number.</summary>
    public long? Int64(string text) =>
        long.TryParse(Normalise(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
