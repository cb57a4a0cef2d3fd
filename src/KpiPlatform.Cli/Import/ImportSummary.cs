using System.Globalization;
using System.Text.Json;
using KpiPlatform.Cli.Import.Sending;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using Spectre.Console;

namespace KpiPlatform.Cli.Import;

/// <summary>What an import did, at its end.</summary>
internal sealed record ImportSummary(ImportTotals Totals, TimeSpan Elapsed, bool IsComplete, bool IsCheck)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Lines settled per second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Totals.Done / Elapsed.TotalSeconds : 0;

    /// <summary>Writes it for people or programs.</summary>
    public void Write(CliEnvironment environment, OutputFormat format)
    {
        if (format == OutputFormat.Json)
            environment.Output.WriteLine(Json());
        else
            WriteTable(environment.OutputConsole());
    }

    private void WriteTable(IAnsiConsole console)
    {
        var pairs = new List<(string, string)>
        {
            ("Lines read", Cells.Count(Totals.Read)),
            (IsCheck ? "Acceptable" : "Accepted", Cells.Count(Totals.Accepted)),
            ("Duplicates", Cells.Count(Totals.Duplicates)),
            ("Rejected", Totals.Rejected == 0 ? "0" : $"[red]{Cells.Count(Totals.Rejected)}[/]"),
            ("Time", ValueText.Rounded(Elapsed.TotalSeconds, 1) + " s"),
            ("Rate", ValueText.Rounded(Rate, 0) + " lines/s"),
        };
        if (!IsComplete)
            pairs.Add(("Not finished", Cells.Count(Math.Max(0, Totals.Read - Totals.Done)) + " lines read but not acknowledged; the same import again does the rest"));
        if (Totals.Token.Length > 0)
            pairs.Add(("Token", Cells.Text(Totals.Token)));
        console.Write(Tables.Pairs(pairs));
        if (Totals.Rejected == 0)
            return;

        var table = Tables.Build(
            [
                new TableColumn<RejectedLine>("Line", r => r.Line.ToString(CultureInfo.InvariantCulture), AlignRight: true),
                new("Field", r => Cells.Text(r.Field)),
                new("Reason", r => Cells.Text(r.Reason)),
                new("Message", r => Cells.Text(r.Message)),
            ],
            Totals.FirstRejected);
        console.Write(table);
        if (Totals.Rejected > Totals.FirstRejected.Count)
            console.Write(new Markup($"The first {Totals.FirstRejected.Count} of {Cells.Count(Totals.Rejected)}; --rejects FILE has them all.\n"));
    }

    private string Json()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("linesRead", Totals.Read);
            json.WriteNumber("accepted", Totals.Accepted);
            json.WriteNumber("duplicates", Totals.Duplicates);
            json.WriteNumber("rejected", Totals.Rejected);
            json.WriteNumber("elapsedSeconds", Elapsed.TotalSeconds);
            json.WriteNumber("linesPerSecond", Rate);
            json.WriteBoolean("complete", IsComplete);
            json.WriteBoolean("validateOnly", IsCheck);
            json.WriteString("token", Totals.Token);
            json.WriteStartArray("rejectedLines");
            foreach (var line in Totals.FirstRejected)
            {
                json.WriteStartObject();
                json.WriteNumber("line", line.Line);
                json.WriteString("field", line.Field);
                json.WriteString("reason", line.Reason);
                json.WriteString("message", TextSafety.OneLine(line.Message));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
