using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>What holds on a day, of things that hold for some time each.</summary>
public static class Dated
{
    /// <summary>Most entries of one list.</summary>
    public const int MaxEntries = 100;

    /// <summary>The entry that holds on a day, or null.</summary>
    /// <param name="entries">Checked by <see cref="Check"/>, in any order.</param>
    /// <param name="day">A local day.</param>
    public static T? InForce<T>(IReadOnlyList<T> entries, int day)
        where T : class, IDated
    {
        ArgumentNullException.ThrowIfNull(entries);
        T? latest = null;
        var latestFrom = int.MinValue;
        for (var i = 0; i < entries.Count; i++)
        {
            var from = LocalDay.Parse(entries[i].From, nameof(IDated.From));
            if (from <= day && from >= latestFrom)
                (latest, latestFrom) = (entries[i], from);
        }

        return latest is not null && latest.To.Length > 0 && LocalDay.Parse(latest.To, nameof(IDated.To)) <= day ? null : latest;
    }

    /// <summary>Refuses entries that are no spans of days, or overlap. One without an end is cut by the next.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="path">Field path of the list.</param>
    /// <exception cref="DomainException">INVALID_DATE, EMPTY_SPAN or OVERLAPPING_DATES, naming the field.</exception>
    public static void Check<T>(IReadOnlyList<T> entries, string path)
        where T : class, IDated
    {
        ArgumentNullException.ThrowIfNull(entries);
        RequireCount(entries.Count, 0, MaxEntries, "dated entries", path);
        var spans = new List<(int From, int? To, int Index)>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var from = LocalDay.Parse(entries[i].From, $"{path}[{i}].from");
            int? to = entries[i].To.Length == 0 ? null : LocalDay.Parse(entries[i].To, $"{path}[{i}].to");
            if (to <= from)
                throw Invalid("EMPTY_SPAN", $"{entries[i].To} is not after {entries[i].From}: \"to\" is the day after the last.", $"{path}[{i}].to");
            spans.Add((from, to, i));
        }

        spans.Sort();
        for (var i = 1; i < spans.Count; i++)
        {
            var (before, after) = (spans[i - 1], spans[i]);
            if (before.From == after.From || before.To > after.From)
            {
                throw Invalid(
                    "OVERLAPPING_DATES",
                    $"From {LocalDay.Format(after.From)} on, two entries hold: end the earlier one by then, or leave its end open.",
                    $"{path}[{after.Index}].from");
            }
        }
    }
}
