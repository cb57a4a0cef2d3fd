using KpiPlatform.Domain.Periods;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Workbooks;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The sheet Series: a row for each period, a column for each indicator. As counted; overrides and closings are not in it.</summary>
internal static class SeriesSheet
{
    /// <summary>Its name.</summary>
    public const string Name = "Series";

    /// <summary>Makes it.</summary>
    /// <param name="export">What to show.</param>
    public static SheetTable Of(ScorecardExport export)
    {
        var indicators = export.Indicators;
        var rows = new List<SheetRow>(export.Periods.Count);
        for (var i = 0; i < export.Periods.Count; i++)
        {
            var period = export.Periods[i];
            var cells = new List<SheetCell>(indicators.Count + 4)
            {
                SheetCell.Of(period.Label),
                SheetCell.Of(TenantCalendar.DateOf(period.FromDay)),
                SheetCell.Of(TenantCalendar.DateOf(period.ToDay - 1)),
                SheetCell.Of(export.Values.AsOf < period.End ? "goes on" : string.Empty),
            };
            foreach (var indicator in indicators)
            {
                var value = i < indicator.Series.Count ? indicator.Series[i] : null;
                cells.Add(SheetCell.Of(value, NumberFormats.Of(indicator.Unit, value)));
            }

            rows.Add(new(RowKind.Plain, cells));
        }

        return new()
        {
            Name = Name,
            Columns =
            [
                new("Period", 14), new("First day", 12), new("Last day", 12), new("Partial", 9),
                .. indicators.Select(indicator => new SheetColumn($"{indicator.Title} ({Words.Unit(indicator.Unit)}), {indicator.Path}", 20)),
            ],
            Rows = rows,
            FrozenColumns = 1,
        };
    }
}
