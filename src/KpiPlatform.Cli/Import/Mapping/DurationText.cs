using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>Reads spans of time: "1:02:03" or "02:03" (minutes and seconds), or a number in a unit.</summary>
internal static class DurationText
{
    private const int MinutesPerHour = 60;
    private const int SecondsPerMinute = 60;

    // Far above the 7 days that the API takes, far below where TimeSpan ends.
    private const double MaxDays = 3650;

    /// <summary>Units of a plain number, by their names in a mapping.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Units { get; } = new SortedDictionary<string, TimeSpan>(StringComparer.Ordinal)
    {
        ["ms"] = TimeSpan.FromMilliseconds(1),
        ["s"] = TimeSpan.FromSeconds(1),
        ["min"] = TimeSpan.FromMinutes(1),
        ["h"] = TimeSpan.FromHours(1),
        ["d"] = TimeSpan.FromDays(1),
    };

    /// <summary>Null if it is none.</summary>
    public static Duration? Parse(string text, NumberText numbers, TimeSpan unit)
    {
        var trimmed = text.Trim();
        var span = trimmed.Contains(':') ? Clock(trimmed) : Number(trimmed, numbers, unit);
        return span is { } found && Math.Abs(found.TotalDays) <= MaxDays ? Duration.FromTimeSpan(found) : null;
    }

    private static TimeSpan? Number(string text, NumberText numbers, TimeSpan unit) =>
        numbers.Double(text) is { } number && Math.Abs(number) * unit.TotalDays <= MaxDays ? unit * number : null;

    private static TimeSpan? Clock(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3
            || !double.TryParse(parts[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds >= SecondsPerMinute
            || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return null;
        }

        var hours = 0;
        if (parts.Length == 3 && (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out hours) || minutes >= MinutesPerHour))
            return null;
        return TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
    }
}
