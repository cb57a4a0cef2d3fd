using Google.Protobuf;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Output;

/// <summary>Writes one answer that is a table of its own: as that, as its JSON, or as lines of CSV.</summary>
internal static class Answer
{
    /// <summary>Writes it.</summary>
    /// <param name="environment">Where to.</param>
    /// <param name="format">How.</param>
    /// <param name="answer">The message, for JSON.</param>
    /// <param name="columns">Columns of the CSV form.</param>
    /// <param name="rows">Its lines.</param>
    /// <param name="table">The table for people.</param>
    public static async Task WriteAsync<T>(
        CliEnvironment environment, OutputFormat format, IMessage answer, IReadOnlyList<CsvColumn<T>> columns, IEnumerable<T> rows, Func<IRenderable> table)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await environment.Output.WriteLineAsync(ProtoJson.Format(answer));
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(environment.Output);
                csv.Write(columns.Select(c => c.Name));
                foreach (var row in rows)
                    csv.Write(columns.Select(c => c.Cell(row)));
                break;
            default:
                environment.OutputConsole().Write(table());
                break;
        }
    }
}
