using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>What the rows of an imported file come to.</summary>
internal static class ImportedRowView
{
    private static readonly IReadOnlyList<TableColumn<Line>> Table =
    [
        new("Row", line => Cells.Text(line.Address)),
        new("", line => line.Outcome),
        new("What", line => Cells.Text(line.Row.Subject)),
        new("Column", line => line.Field is { } field ? Cells.Text(field.Column) : ""),
        new("From", line => line.Field is { } field ? Cells.Text(field.From) : ""),
        new("To", line => line.Field is { } field ? Cells.Text(field.To) : ""),
    ];

    private static readonly IReadOnlyList<CsvColumn<Line>> Csv =
    [
        new("address", line => line.Address), new("outcome", line => line.Outcome), new("subject", line => line.Row.Subject), new("column", line => line.Field?.Column),
        new("from", line => line.Field?.From), new("to", line => line.Field?.To), new("reason", line => line.Row.Reason), new("message", line => line.Row.Message),
    ];

    /// <summary>Writes them, and on the error stream what became of the whole.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="format">How.</param>
    /// <param name="response">The answer.</param>
    /// <param name="isDryRun">Nothing was to be changed.</param>
    /// <param name="all">Rows that change nothing, too.</param>
    public static async Task WriteAsync(Session session, OutputFormat format, ImportScorecardResponse response, bool isDryRun, bool all)
    {
        var lines = response.Rows.Where(row => all || row.Outcome != ImportOutcome.Unchanged).SelectMany(LinesOf).ToList();
        switch (format)
        {
            case OutputFormat.Json:
                await session.Environment.Output.WriteLineAsync(ProtoJson.Format(response));
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(session.Environment.Output);
                csv.Write(Csv.Select(column => column.Name));
                foreach (var line in lines)
                    csv.Write(Csv.Select(column => column.Cell(line)));
                break;
            default:
                var changes = lines.Where(line => line.Row.Outcome != ImportOutcome.Rejected).ToList();
                if (changes.Count > 0)
                    session.Environment.OutputConsole().Write(Tables.Build(Table, changes));

                // What to mend is read from beginning to end, not in a column.
                foreach (var line in lines.Where(line => line.Row.Outcome == ImportOutcome.Rejected))
                    await session.Environment.Output.WriteLineAsync($"rejected {TextSafety.OneLine(line.Address)}: {TextSafety.OneLine(line.Row.Message)} ({line.Row.Reason})");
                break;
        }

        var counts = $"{Cells.Count(response.AddedCount)} added, {Cells.Count(response.ChangedCount)} changed, {Cells.Count(response.UnchangedCount)} unchanged, {Cells.Count(response.RejectedCount)} rejected";
        await session.Environment.Error.WriteLineAsync(
            response.Applied ? $"{counts}."
            : response.RejectedCount > 0 ? $"{counts}; nothing was imported. Mend what is rejected and send the file again."
            : isDryRun ? $"{counts}; this was a dry run, nothing was imported."
            : $"{counts}; nothing was imported.");
    }

    private static IEnumerable<Line> LinesOf(ImportedRow row) =>
        row.Fields.Count == 0 ? [new(row, null)] : row.Fields.Select(field => new Line(row, field));

    /// <summary>A row, or one of its cells that differ.</summary>
    private sealed record Line(ImportedRow Row, ImportedField? Field)
    {
        public string Address => Field?.Address ?? Row.Address;

        public string Outcome => Row.Outcome.ToString().ToLowerInvariant();
    }
}
