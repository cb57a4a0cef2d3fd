using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Sheets;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>What the observations of a file would change. Made by <see cref="Of"/>; immutable then.</summary>
public sealed class ObservationPlan
{
    /// <summary>Source of observations that a file brings without one.</summary>
    public const string OwnSource = "spreadsheet";

    private const int MaxIdBytes = 64;

    private readonly List<EntryChange> _entries = [];
    private readonly List<PlannedObservation> _toRecord = [];

    private ObservationPlan()
    {
    }

    /// <summary>A row each, in the order of the file; those of cells that are merged first.</summary>
    public IReadOnlyList<EntryChange> Entries => _entries;

    /// <summary>What would be recorded.</summary>
    public IReadOnlyList<PlannedObservation> ToRecord => _toRecord;

    /// <summary>Makes one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="existing">The tenant's observations.</param>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="isKnown">Whether an id may be observed; null if it may, else why not.</param>
    public static ObservationPlan Of(EntryFile file, IReadOnlyList<EnteredObservation> existing, TenantCalendar calendar, Func<string, string?> isKnown)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(existing);
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(isKnown);
        var plan = new ObservationPlan();
        if (file.Observations is not { } sheet)
            return plan;
        plan._entries.AddRange(sheet.MergedCells);
        var known = existing.ToDictionary(observation => (observation.Source, observation.Id));
        var seen = new Dictionary<(string Source, string Id), string>();
        var byTime = existing.ToLookup(observation => (observation.Indicator, LocalOf(observation, calendar)));
        foreach (var row in sheet.Rows)
        {
            try
            {
                plan.Add(sheet, row, known, byTime, seen, calendar, isKnown);
            }
            catch (CellProblemException problem)
            {
                plan._entries.Add(problem.ToChange());
            }
        }

        return plan;
    }

    /// <summary>Id of an observation that a file brings without one: the same for the same indicator and time, so that sending a file again changes nothing.</summary>
    /// <param name="indicator">Id of the indicator.</param>
    /// <param name="time">Its local time.</param>
    public static string IdOf(string indicator, LocalDateTime time)
    {
        ArgumentNullException.ThrowIfNull(indicator);
        var id = $"{indicator}@{TimeText(time)}";
        return Encoding.UTF8.GetByteCount(id) <= MaxIdBytes ? id : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..40];
    }

    /// <summary>Tells of an error that was found later, when an observation was checked.</summary>
    /// <param name="file">The file.</param>
    /// <param name="index">Position in <see cref="ToRecord"/>.</param>
    /// <param name="field">Path of the field within the interaction; empty if it is about none.</param>
    /// <param name="reason">UPPER_SNAKE.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public void Reject(EntryFile file, int index, string field, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(field);
        var entry = _toRecord[index].Entry;
        var heading = field switch
        {
            "occur_time" => ObservationsSheet.Time,
            "source" => ObservationsSheet.Source,
            "id" => ObservationsSheet.Id,
            "observation.indicator" => ObservationsSheet.Indicator,
            "observation.value" => ObservationsSheet.Value,
            "observation.comment" => ObservationsSheet.Comment,
            _ => string.Empty,
        };
        var at = _entries[entry].Address;
        if (heading.Length > 0 && file.Observations is { } sheet && sheet.Rows.FirstOrDefault(row => sheet.Address(row) == at) is { } blamed)
            at = sheet.Address(blamed, heading);
        _entries[entry] = EntryChange.Rejected(at, reason, message, _entries[entry].Subject);
    }

    private void Add(
        EntrySheet sheet,
        InputRow row,
        Dictionary<(string Source, string Id), EnteredObservation> known,
        ILookup<(string Indicator, LocalDateTime Time), EnteredObservation> byTime,
        Dictionary<(string Source, string Id), string> seen,
        TenantCalendar calendar,
        Func<string, string?> isKnown)
    {
        var indicator = sheet.RequiredText(row, ObservationsSheet.Indicator);
        if (isKnown(indicator) is { } problem)
            throw sheet.Problem(row, ObservationsSheet.Indicator, "UNKNOWN_INDICATOR", problem);
        var time = sheet.Time(row, ObservationsSheet.Time) ?? throw sheet.Problem(row, ObservationsSheet.Time, "REQUIRED", "When was it observed? Give a date or a time.");
        var value = sheet.Number(row, ObservationsSheet.Value) ?? throw sheet.Problem(row, ObservationsSheet.Value, "REQUIRED", "There is no value. A row is not taken back by emptying it.");
        var comment = sheet.Text(row, ObservationsSheet.Comment);
        var (source, id) = (sheet.Text(row, ObservationsSheet.Source), sheet.Text(row, ObservationsSheet.Id));
        if (source.Length == 0 != (id.Length == 0))
            throw sheet.Problem(row, source.Length == 0 ? ObservationsSheet.Source : ObservationsSheet.Id, "REQUIRED", "Source and source id go together: give both, or neither for a new observation.");
        var key = id.Length > 0 ? (source, id) : (OwnSource, IdOf(indicator, time));
        if (!seen.TryAdd(key, sheet.Address(row)))
            throw new CellProblemException(sheet.Address(row), "DUPLICATE_ROW", $"This is the same observation as in {seen[key]}. Keep one of them, or give them times or source ids of their own.");

        var subject = $"{DisplayText.Of(indicator)} at {TimeText(time)}";
        if (!known.TryGetValue(key, out var before))
        {
            // A file whose columns of origin were deleted would have everything recorded a second time.
            if (id.Length == 0 && byTime[(indicator, time)].FirstOrDefault() is { } other)
            {
                throw sheet.Problem(
                    row, ObservationsSheet.Time, "OBSERVED_ALREADY", $"There is an observation of {DisplayText.Of(indicator)} at {TimeText(time)} already, {DisplayText.Of(other.Source)}/{DisplayText.Of(other.Id)}. To change it, give its source and source id, as an export has them; to add another, give it a time of its own.");
            }

            _toRecord.Add(new(_entries.Count, new(indicator, InstantOf(time, calendar), value, comment, key.Item1, key.Item2, Revision: 0)));
            _entries.Add(new() { Outcome = EntryOutcome.Added, Address = sheet.Address(row), Subject = subject, Fields = Added(sheet, row, value, comment) });
            return;
        }

        var after = before with
        {
            Indicator = indicator,
            At = LocalOf(before, calendar) == time ? before.At : InstantOf(time, calendar),
            Value = SameNumber.Are(before.Value, value) ? before.Value : value,
            Comment = !sheet.Has(ObservationsSheet.Comment) || IsSameText(before.Comment, comment) ? before.Comment : comment,
        };
        if (after == before)
        {
            _entries.Add(new() { Outcome = EntryOutcome.Unchanged, Address = sheet.Address(row), Subject = subject });
            return;
        }

        _toRecord.Add(new(_entries.Count, after with { Revision = before.Revision + 1 }));
        _entries.Add(new() { Outcome = EntryOutcome.Changed, Address = sheet.Address(row), Subject = subject, Fields = Changed(sheet, row, before, after, calendar) });
    }

    private static List<FieldChange> Added(EntrySheet sheet, InputRow row, double value, string comment)
    {
        var fields = new List<FieldChange> { new(ObservationsSheet.Value, sheet.Address(row, ObservationsSheet.Value), string.Empty, NumberText(value)) };
        if (comment.Length > 0)
            fields.Add(new(ObservationsSheet.Comment, sheet.Address(row, ObservationsSheet.Comment), string.Empty, comment));
        return fields;
    }

    private static List<FieldChange> Changed(EntrySheet sheet, InputRow row, EnteredObservation before, EnteredObservation after, TenantCalendar calendar)
    {
        var fields = new List<FieldChange>();
        void Compare(string heading, string from, string to)
        {
            if (!string.Equals(from, to, StringComparison.Ordinal))
                fields.Add(new(heading, sheet.Address(row, heading), from, to));
        }

        Compare(ObservationsSheet.Indicator, before.Indicator, after.Indicator);
        Compare(ObservationsSheet.Time, TimeText(before.At.InZone(calendar.Zone).LocalDateTime), TimeText(after.At.InZone(calendar.Zone).LocalDateTime));
        Compare(ObservationsSheet.Value, NumberText(before.Value), NumberText(after.Value));
        Compare(ObservationsSheet.Comment, before.Comment, after.Comment);
        return fields;
    }

    private static LocalDateTime LocalOf(EnteredObservation observation, TenantCalendar calendar) => ObservationsSheet.ToTheSecond(observation.At.InZone(calendar.Zone).LocalDateTime);

    private static Instant InstantOf(LocalDateTime time, TenantCalendar calendar) =>
        time.TimeOfDay == LocalTime.Midnight ? calendar.StartOf(TenantCalendar.DayNumber(time.Date)) : time.InZoneLeniently(calendar.Zone).ToInstant();

    // Spreadsheets keep line breaks as one character.
    private static bool IsSameText(string one, string other) => string.Equals(one.ReplaceLineEndings("\n"), other.ReplaceLineEndings("\n"), StringComparison.Ordinal);

    private static string TimeText(LocalDateTime time) =>
        time.TimeOfDay == LocalTime.Midnight ? LocalDatePattern.Iso.Format(time.Date) : LocalDateTimePattern.GeneralIso.Format(time);

    private static string NumberText(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
