using Google.Protobuf;
using Spectre.Console;

namespace KpiPlatform.Cli.Output;

/// <summary>How one kind of record is shown in each format.</summary>
internal sealed record ResourceView<T>(IReadOnlyList<TableColumn<T>> Table, IReadOnlyList<CsvColumn<T>> Csv)
    where T : IMessage
{
    /// <summary>
    /// Writes a list as it comes in; a table when it is complete, since its widths depend on all rows.
    /// Answers the number of records.
    /// </summary>
    public async Task<int> WriteListAsync(
        CliEnvironment environment, OutputFormat format, IAsyncEnumerable<T> items, string emptyText, CancellationToken cancellationToken)
    {
        var count = 0;
        switch (format)
        {
            case OutputFormat.Json:
                // Nothing is written before the first answer, so that a failed call leaves no half a document.
                await foreach (var item in items.WithCancellation(cancellationToken))
                    await environment.Output.WriteAsync((count++ == 0 ? "[\n  " : ",\n  ") + ProtoJson.Format(item, 1));
                await environment.Output.WriteLineAsync(count == 0 ? "[]" : "\n]");
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(environment.Output);
                await foreach (var item in items.WithCancellation(cancellationToken))
                {
                    if (count++ == 0)
                        csv.Write(Csv.Select(c => c.Name));
                    csv.Write(Csv.Select(c => c.Cell(item)));
                }

                if (count == 0)
                    csv.Write(Csv.Select(c => c.Name));
                break;
            default:
                var rows = new List<T>();
                await foreach (var item in items.WithCancellation(cancellationToken))
                    rows.Add(item);
                count = rows.Count;
                if (count == 0)
                    await environment.Error.WriteLineAsync(emptyText);
                else
                    environment.OutputConsole().Write(Tables.Build(Table, rows));
                break;
        }

        return count;
    }

    /// <summary>Writes one record: a table has a row for each of its columns.</summary>
    public async Task WriteOneAsync(CliEnvironment environment, OutputFormat format, T item, Func<T, Spectre.Console.Rendering.IRenderable> table)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await environment.Output.WriteLineAsync(ProtoJson.Format(item));
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(environment.Output);
                csv.Write(Csv.Select(c => c.Name));
                csv.Write(Csv.Select(c => c.Cell(item)));
                break;
            default:
                environment.OutputConsole().Write(table(item));
                break;
        }
    }
}
