using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The sheet Targets: the goal of each indicator, then its dated goals, in the layout that the import reads. An empty cell leaves it open.</summary>
internal static class TargetsSheet
{
    /// <summary>Its name.</summary>
    public const string Name = "Targets";

    public const string Perspective = "Perspective";
    public const string Objective = "Objective";
    public const string Indicator = "Indicator";
    public const string From = "From";
    public const string To = "To";

    /// <summary>Its columns.</summary>
    public static readonly IReadOnlyList<SheetColumn> Columns =
        [new(Perspective, 20), new(Objective, 20), new(Indicator, 30), new(From, 12), new(To, 12), .. TargetField.All.Select(field => new SheetColumn(field.Heading, 15))];

    /// <summary>Makes it. Indicators taken over from other scorecards have their goals there.</summary>
    /// <param name="export">What to show.</param>
    public static SheetTable Of(ScorecardExport export)
    {
        var rows = new List<SheetRow>();
        foreach (var (path, indicator) in export.Goals.AllIndicators())
        {
            if (indicator.Source.Length > 0)
                continue;
            rows.Add(Row(path, string.Empty, string.Empty, field => field.Read(indicator)));
            foreach (var dated in indicator.DatedTargets.OrderBy(dated => dated.From, StringComparer.Ordinal))
                rows.Add(Row(path, dated.From, dated.To, field => field.ReadDated(dated)));
        }

        return new() { Name = Name, Columns = Columns, Rows = rows, FrozenColumns = 3, IsFiltered = true };
    }

    private static SheetRow Row(IndicatorPath path, string from, string to, Func<TargetField, object?> read) => new(
        RowKind.Plain,
        [
            SheetCell.Of(path.Perspective), SheetCell.Of(path.Objective), SheetCell.Of(path.Indicator), Date(from), Date(to),
            .. TargetField.All.Select(field => Cell(field, read(field)) with { IsInput = true }),
        ]);

    private static SheetCell Cell(TargetField field, object? value) => field.Kind switch
    {
        TargetFieldKind.Number => SheetCell.Of((double?)value, NumberFormats.Plain),
        TargetFieldKind.Date => Date((string?)value ?? string.Empty),
        _ => SheetCell.Of((string?)value),
    };

    private static SheetCell Date(string text) => LocalDay.TryParse(text, out var day) ? SheetCell.Of(TenantCalendar.DateOf(day)) : SheetCell.Of(text);
}
