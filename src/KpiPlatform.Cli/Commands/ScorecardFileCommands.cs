using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi scorecard export|import</c>: a scorecard as a file, and what a file brings back.</summary>
internal static class ScorecardFileCommands
{
    /// <summary>Writes a file.</summary>
    public static Command Export(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the scorecard." };
        var format = new Option<string?>("--format") { Description = "xlsx (a workbook that recalculates), csv (one sheet of it) or html (a page to print). Default: by the ending of the file.", HelpName = "format" };
        format.AcceptOnlyFromAmong("xlsx", "csv", "html");
        var file = new Option<string?>("--output", "-o") { Description = "File to write; - for the standard output, not of a workbook. Default: the standard output.", HelpName = "file" };
        var period = new Option<string?>("--period") { Description = "1997-03, 1997-Q1, last-month, … Default: this-month.", HelpName = "period" };
        var asOf = ListOptions.AsOf();
        var restated = new Option<bool>("--restated") { Description = "Of a closed period, the values with what arrived after its closing." };
        var sheet = new Option<string?>("--sheet") { Description = "Which sheet, of csv. Default: scorecard.", HelpName = "sheet" };
        sheet.AcceptOnlyFromAmong("scorecard", "series", "definitions", "observations", "targets", "about");
        var periods = new Option<int?>("--periods") { Description = "Periods of the series, the one shown the last; 1 to 120.", HelpName = "n" };
        var token = ListOptions.Token();
        var command = new Command("export", "Writes a scorecard as a workbook, as CSV or as a page to print.") { id, format, file, period, asOf, restated, sheet, periods, token };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var path = session.Get(file) is { } given && given != "-" ? given : null;
            var wanted = FormatOf(session.Get(format) ?? Path.GetExtension(path)?.TrimStart('.'));
            if (wanted == ExportFormat.Xlsx && path is null)
                throw CliException.Usage("a workbook is not for the terminal; name a file with -o");
            if (session.Get(sheet) is not null && wanted != ExportFormat.Csv)
                throw CliException.Usage("--sheet goes with --format csv; the other formats have all of it");
            var request = new ExportScorecardRequest
            {
                Name = ResourceNames.Scorecard(session.Tenant, session.Get(id)),
                Format = wanted,
                Period = session.Get(period) ?? "",
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Restated = session.Get(restated),
                Sheet = session.Get(sheet) is { } name ? Enum.Parse<ExportSheet>(name, ignoreCase: true) : ExportSheet.Unspecified,
                SeriesPeriods = session.Get(periods) ?? 0,
                Token = session.Get(token) ?? "",
            };
            using var content = new MemoryStream();
            using (var call = session.Scorecards.ExportScorecard(request, session.Unary(cancellationToken)))
            {
                while (await call.ResponseStream.MoveNext(cancellationToken))
                    call.ResponseStream.Current.Content.WriteTo(content);
            }

            // Only a whole file takes the place of one that is there.
            if (path is null)
            {
                content.Position = 0;
                using var reader = new StreamReader(content);
                await session.Environment.Output.WriteAsync((await reader.ReadToEndAsync(cancellationToken)).AsMemory(), cancellationToken);
                return;
            }

            await File.WriteAllBytesAsync(path, content.ToArray(), cancellationToken);
            await session.Environment.Error.WriteLineAsync($"wrote {path}, {Cells.Count(content.Length)} bytes");
        });
    }

    /// <summary>Takes observations and targets from a file.</summary>
    public static Command Import(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the scorecard." };
        var file = new Argument<string>("file") { Description = "An .xlsx or .csv file with the sheets Observations and Targets of an export, changed or with more rows." };
        var dryRun = new Option<bool>("--dry-run") { Description = "List what would change, and change nothing." };
        var all = new Option<bool>("--all") { Description = "List the rows that change nothing, too." };
        var output = new OutputOption();
        var command = new Command("import", "Takes observations and targets from a file, all of it or nothing.") { id, file, dryRun, all, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var content = await File.ReadAllBytesAsync(session.Get(file), cancellationToken);
            var request = new ImportScorecardRequest
            {
                Name = ResourceNames.Scorecard(session.Tenant, session.Get(id)),
                Content = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(content),
                ValidateOnly = session.Get(dryRun),
            };
            var response = await session.Scorecards.ImportScorecardAsync(request, session.Unary(cancellationToken));
            await ImportedRowView.WriteAsync(session, session.Get(output), response, session.Get(dryRun), session.Get(all));
            return response.RejectedCount > 0 ? ExitCodes.LinesRejected : ExitCodes.Success;
        });
    }

    private static ExportFormat FormatOf(string? text) => text?.ToLowerInvariant() switch
    {
        "xlsx" => ExportFormat.Xlsx,
        "csv" => ExportFormat.Csv,
        "html" or "htm" => ExportFormat.Html,
        null or "" => throw CliException.Usage("which format? Say --format xlsx, csv or html, or name a file that ends so with -o"),
        _ => throw CliException.Usage($"'{text}' is no format; take xlsx, csv or html"),
    };
}
