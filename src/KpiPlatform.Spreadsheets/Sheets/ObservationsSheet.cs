using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Workbooks;
using NodaTime;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The sheet Observations: the numbers that people entered, in the layout that the import reads.</summary>
internal static class ObservationsSheet
{
    /// <summary>Its name.</summary>
    public const string Name = "Observations";

    public const string Indicator = "Indicator";
    public const string Time = "Time";
    public const string Value = "Value";
    public const string Comment = "Comment";
    public const string Source = "Source";
    public const string Id = "Source id";

    /// <summary>Its columns.</summary>
    public static readonly IReadOnlyList<SheetColumn> Columns = [new(Indicator, 30), new(Time, 20), new(Value, 14), new(Comment, 60, Wraps: true), new(Source, 20), new(Id, 40)];

    /// <summary>Makes it.</summary>
    /// <param name="export">What to show.</param>
    public static SheetTable Of(ScorecardExport export)
    {
        var local = new LocalTexts(export);
        return new()
        {
            Name = Name,
            Columns = Columns,
            Rows = [.. export.Observations.Select(observation => Row(observation, local))],
            IsFiltered = true,
        };
    }

    /// <summary>A time as the sheet shows it: to the second.</summary>
    /// <param name="time">A local time.</param>
    public static LocalDateTime ToTheSecond(LocalDateTime time) => time.Date + new LocalTime(time.Hour, time.Minute, time.Second);

    private static SheetRow Row(EnteredObservation observation, LocalTexts local) => new(
        RowKind.Plain,
        [
            SheetCell.Of(observation.Indicator),
            SheetCell.Of(ToTheSecond(local.LocalOf(observation.At))),
            SheetCell.Of(observation.Value, NumberFormats.Plain) with { IsInput = true },
            SheetCell.Of(observation.Comment),
            SheetCell.Of(observation.Source),
            SheetCell.Of(observation.Id),
        ]);
}
