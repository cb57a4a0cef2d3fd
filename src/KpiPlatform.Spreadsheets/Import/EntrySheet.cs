using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Spreadsheets.Sheets;
using KpiPlatform.Spreadsheets.Workbooks;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A sheet of entries from outside, with its columns found by their headings; reads cells as what their columns hold.</summary>
internal sealed class EntrySheet
{
    private const double MaxSerial = 2_958_466;

    // Up to day 60 the count from 1900 is off by one, since it has a 29 February 1900; and a number so small is hardly meant as a date.
    private const double MinSerial = 61;
    private static readonly LocalDate DayZero = new(1899, 12, 30);
    private static readonly LocalDate DayZeroOf1904 = new(1904, 1, 1);

    private static readonly LocalDateTimePattern[] Times =
    [
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm"),
    ];

    private readonly InputSheet _sheet;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the columns.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="known">The columns that there may be.</param>
    /// <param name="required">Headings of those that must be there.</param>
    /// <exception cref="Domain.DomainException">A column is missing, unknown or there twice.</exception>
    public EntrySheet(InputSheet sheet, IReadOnlyList<SheetColumn> known, IReadOnlyList<string> required)
    {
        _sheet = sheet;
        if (sheet.Rows.Count == 0 || sheet.Rows[0].Number != 1)
            throw ImportErrors.Of("HEADINGS_MISSING", $"Row 1 of {sheet.Name} must have the headings: {string.Join(", ", known.Select(column => column.Heading))}.");
        foreach (var (column, cell) in sheet.Rows[0].Cells)
        {
            var heading = cell.Text.Trim();
            if (!known.Any(one => string.Equals(one.Heading, heading, StringComparison.OrdinalIgnoreCase)))
            {
                throw ImportErrors.Of(
                    "UNKNOWN_COLUMN", $"{Address(1, column)}: \"{DisplayText.Of(heading)}\" is not a column of {sheet.Name}. Take it out, or call it one of {string.Join(", ", known.Select(one => one.Heading))}.");
            }

            if (!_columns.TryAdd(heading, column))
                throw ImportErrors.Of("DUPLICATE_COLUMN", $"{Address(1, column)}: the column {heading} is there twice.");
        }

        foreach (var heading in required)
        {
            if (!_columns.ContainsKey(heading))
                throw ImportErrors.Of("COLUMN_MISSING", $"{sheet.Name} has no column {heading}.");
        }
    }

    /// <summary>The rows below the headings.</summary>
    public IEnumerable<InputRow> Rows => _sheet.Rows.Skip(1);

    /// <summary>Ranges of cells that are merged, as rejections.</summary>
    public IEnumerable<EntryChange> MergedCells => _sheet.Merged.Select(range =>
        EntryChange.Rejected($"{_sheet.Name}!{DisplayText.Of(range)}", "MERGED_CELLS", "These cells are merged, so that it cannot be told which rows they belong to. Split them and fill each one."));

    /// <summary>Whether there is a column.</summary>
    /// <param name="heading">Its heading.</param>
    public bool Has(string heading) => _columns.ContainsKey(heading);

    /// <summary>Address of a row.</summary>
    /// <param name="row">The row.</param>
    public string Address(InputRow row) => Address(row.Number, 0);

    /// <summary>Address of a cell.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="heading">Heading of its column; the first cell of the row if there is no such column.</param>
    public string Address(InputRow row, string heading) => Address(row.Number, _columns.GetValueOrDefault(heading));

    /// <summary>A text; empty if there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="heading">The column.</param>
    public string Text(InputRow row, string heading)
    {
        var cell = Cell(row, heading);
        return cell.Kind == CellKind.Empty ? string.Empty : cell.Text;
    }

    /// <summary>A text that must be there.</summary>
    /// <param name="row">The row.</param>
    /// <param name="heading">The column.</param>
    public string RequiredText(InputRow row, string heading) =>
        Text(row, heading).Trim() is { Length: > 0 } text ? text : throw Problem(row, heading, "REQUIRED", $"{heading} is empty; every row needs it.");

    /// <summary>A number; null if there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="heading">The column.</param>
    public double? Number(InputRow row, string heading)
    {
        var cell = Cell(row, heading);
        if (cell.Kind == CellKind.Empty)
            return null;
        if (cell.Kind == CellKind.Number)
        {
            return cell.Look switch
            {
                CellLook.Percent => throw Problem(
                    row, heading, "SHOWN_AS_PERCENT", string.Create(CultureInfo.InvariantCulture, $"{heading} is shown as {cell.Number * 100:0.######} %, which to a spreadsheet is {cell.Number:R}. Give the cell the number format General, and write the number as the indicator has it.")),
                CellLook.Date => throw Problem(
                    row, heading, "SHOWN_AS_DATE", string.Create(CultureInfo.InvariantCulture, $"{heading} is shown as a date, which to a spreadsheet is {cell.Number:R}: it may have taken an entry such as 3.12 for one. Give the cell the number format General, and write the number again.")),
                _ => cell.Number,
            };
        }

        if (cell.Kind == CellKind.Text && WrittenNumber.TryParse(cell.Text, _sheet.HasDecimalCommas, out var number))
            return number;
        throw Wrong(row, heading, cell, _sheet.HasDecimalCommas ? "a number without separators of thousands, such as 1234,5" : "a number with a decimal point and without separators of thousands, such as 1234.5");
    }

    /// <summary>A local date; null if there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="heading">The column.</param>
    public LocalDate? Date(InputRow row, string heading) => Time(row, heading) is not { } time
        ? null
        : time.TimeOfDay == LocalTime.Midnight ? time.Date : throw Wrong(row, heading, Cell(row, heading), "a date without a time, such as 2026-03-05");

    /// <summary>A local time, to the second; a date is its first moment. Null if there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="heading">The column.</param>
    public LocalDateTime? Time(InputRow row, string heading)
    {
        var cell = Cell(row, heading);
        if (cell.Kind == CellKind.Empty)
            return null;
        if (cell.Kind == CellKind.Number && cell.Look != CellLook.Percent && cell.Number is >= MinSerial and < MaxSerial)
        {
            // A second is 1/86,400 of a day, which no double is: the nearest one is meant.
            var day = Math.Floor(cell.Number);
            return (_sheet.CountsFrom1904 ? DayZeroOf1904 : DayZero).PlusDays((int)day).AtMidnight().PlusSeconds((long)Math.Round((cell.Number - day) * NodaConstants.SecondsPerDay, MidpointRounding.AwayFromZero));
        }

        if (cell.Kind == CellKind.Text)
        {
            var text = cell.Text.Trim();
            if (LocalDay.TryParse(text, out var day))
                return TenantCalendar.DateOf(day).AtMidnight();
            foreach (var pattern in Times)
            {
                if (pattern.Parse(text) is { Success: true, Value: var time })
                    return time;
            }
        }

        throw Wrong(row, heading, cell, "a date or a time, such as 2026-03-05 or 2026-03-05 14:30");
    }

    /// <summary>A problem with a cell.</summary>
    /// <param name="row">The row.</param>
    /// <param name="heading">The column.</param>
    /// <param name="reason">UPPER_SNAKE.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public CellProblemException Problem(InputRow row, string heading, string reason, string message) => new(Address(row, heading), reason, message);

    private InputCell Cell(InputRow row, string heading)
    {
        var cell = _columns.TryGetValue(heading, out var column) ? row[column] : default;
        return cell.Kind switch
        {
            CellKind.Formula => throw Problem(row, heading, "FORMULA", $"{heading} is a formula. Paste its value in its place: what it comes to here may not be what it comes to elsewhere."),
            CellKind.Error => throw Problem(row, heading, "WRONG_TYPE", $"{heading} is an error ({DisplayText.Of(cell.Text)}). Mend it, or leave the cell empty."),
            _ => cell,
        };
    }

    private CellProblemException Wrong(InputRow row, string heading, InputCell cell, string wanted) =>
        Problem(row, heading, "WRONG_TYPE", $"{heading} is \"{DisplayText.Of(cell.Text)}\"; {wanted}, is wanted.");

    private string Address(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{_sheet.Name}!{ColumnLetters.Of(column)}{row}");
}
