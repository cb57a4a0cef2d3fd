using System.Text;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Sheets;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Spreadsheets;

/// <summary>A sheet as a CSV file: RFC 4180, UTF-8 with a mark so that spreadsheets read it as such, values as they are.</summary>
public static class CsvFile
{
    /// <summary>Writes a sheet.</summary>
    /// <param name="table">The sheet. Formulas become their results, lines of title are left out.</param>
    public static byte[] Write(SheetTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var stream = new MemoryStream();
        using (var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        {
            var csv = new CsvTextWriter(text);
            csv.Write(table.Columns.Select(column => column.Heading));
            foreach (var row in table.Rows)
                csv.Write(row.Cells.Select(cell => Value(cell.Value)));
        }

        return stream.ToArray();
    }

    private static object? Value(object? value) => value switch
    {
        LocalDate date => LocalDatePattern.Iso.Format(date),
        LocalDateTime time => LocalDateTimePattern.GeneralIso.Format(time),
        _ => value,
    };
}
