using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Definitions;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Indicators;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi indicator series|contributors|list|show|apply|check|delete</c>.</summary>
internal static class IndicatorCommand
{
    public static Command Create(CommandRunner runner) =>
        new("indicator", "Reads indicators over time, lists them, and defines new ones by formulas.")
        {
            Series(runner),
            Contributors(runner),
            List(runner),
            DefinitionCommands.ShowIndicator(runner),
            DefinitionCommands.Apply(runner, "Creates the indicators of a file, or changes them to be as the file says.", DefinitionsFile.Indicators),
            DefinitionCommands.Check(runner),
            DefinitionCommands.DeleteIndicator(runner),
        };

    private static Command Series(CommandRunner runner)
    {
        var indicator = new Argument<string>("indicator") { Description = "Id of the indicator, such as churn_rate." };
        var from = new Option<string>("--from") { Description = "First local date; the period that contains it is the first.", HelpName = "date", Required = true };
        var to = new Option<string?>("--to") { Description = "Local date after the end. Default: tomorrow.", HelpName = "date" };
        var by = new Option<string>("--by") { Description = "day, week, month, quarter, year, or custom for one value from --from to --to.", HelpName = "length", DefaultValueFactory = _ => "month" };
        var dimension = new Option<string?>("--dimension") { Description = "One series for each value of this dimension of the tenant.", HelpName = "id" };
        var asOf = ListOptions.AsOf();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("series", "Computes an indicator for consecutive periods.") { indicator, from, to, by, dimension, asOf, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var granularity = QueryIndicatorRequest.Descriptor.FindFieldByName("granularity").EnumType;
            var length = EnumText.Find(granularity, session.Get(by))
                ?? throw CliException.Usage($"--by is one of {EnumText.Choices(granularity)}; '{session.Get(by)}' is not");
            var request = new QueryIndicatorRequest
            {
                Parent = session.Tenant,
                Indicator = session.Get(indicator),
                Granularity = (Granularity)length.Number,
                StartDate = TimeArgument.Date(session.Get(from), "--from") ?? "",
                EndDate = TimeArgument.Date(session.Get(to), "--to") ?? "",
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Token = session.Get(token) ?? "",
                Dimension = session.Get(dimension) ?? "",
            };
            var response = await session.Scorecards.QueryIndicatorAsync(request, session.Unary(cancellationToken));
            await WriteAsync(session.Environment, session.Get(output), response);
        });
    }

    private static Command Contributors(CommandRunner runner)
    {
        var indicator = new Argument<string>("indicator") { Description = "Id of the indicator, such as churn_rate." };
        var period = new Option<string>("--period") { Description = "Period, such as 2026-01 or last-30-days.", HelpName = "period", Required = true };
        var part = new Option<string?>("--part") { Description = "numerator, denominator, denominator-only (in the denominator, not in the numerator) or negative. Default: everybody who has a part.", HelpName = "part" };
        var asOf = ListOptions.AsOf();
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("contributors", "Lists the customers behind an indicator's value, and what each brings to it.") { indicator, period, part, asOf, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parts = ListContributorsRequest.Descriptor.FindFieldByName("part").EnumType;
            var wanted = session.Get(part) is { } text ? EnumText.Find(parts, text) ?? throw CliException.Usage($"--part is one of {EnumText.Choices(parts)}; '{text}' is not") : null;
            var request = new ListContributorsRequest
            {
                Parent = session.Tenant,
                Indicator = session.Get(indicator),
                Period = session.Get(period),
                Part = (ContributorPart)(wanted?.Number ?? 0),
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
            };
            ListContributorsResponse? last = null;
            var contributors = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                (request.PageSize, request.PageToken) = (size, pageToken);
                last = await session.Analysis.ListContributorsAsync(request, session.Unary(ct));
                return ((IReadOnlyList<Contributor>)last.Contributors, last.NextPageToken);
            }, cancellationToken);
            await ContributorTable.View.WriteListAsync(session.Environment, session.Get(output), contributors, "No customers.", cancellationToken);
            if (session.Get(output) != OutputFormat.Table || last is null)
                return;
            var reason = last.EmptyReason.Length > 0 ? $" ({last.EmptyReason})" : "";
            var basis = last.Basis == ContributionBasis.Influence ? " Contributions are what the value would lose without each; they do not add up to it." : "";
            await session.Environment.Output.WriteLineAsync($"{last.Value.Indicator}: {ValueText.Format(last.Value)}, {Cells.Count(last.ContributorCount)} customers{reason}.{basis}");
        });
    }

    private static Command List(CommandRunner runner)
    {
        var output = new OutputOption();
        var command = new Command("list", "Lists the indicators: those built in and the tenant's own.") { output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new ListIndicatorsRequest { Parent = session.Tenant };
            var response = await session.Scorecards.ListIndicatorsAsync(request, session.Unary(cancellationToken));
            await IndicatorDescriptionView.View.WriteListAsync(
                session.Environment, session.Get(output), response.Indicators.ToAsyncEnumerable(), "No indicators.", cancellationToken);
        });
    }

    private static async Task WriteAsync(CliEnvironment environment, OutputFormat format, QueryIndicatorResponse response)
    {
        switch (format)
        {
            case OutputFormat.Json:
                var items = response.Series.Select(s => "\n  " + ProtoJson.Format(s, 1));
                await environment.Output.WriteLineAsync(response.Series.Count == 0 ? "[]" : $"[{string.Join(',', items)}\n]");
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(environment.Output);
                csv.Write(SeriesRow.Csv.Select(c => c.Name));
                foreach (var row in response.Series.SelectMany(s => s.Values.Select(v => new SeriesRow(s.DimensionValue, v))))
                    csv.Write(SeriesRow.Csv.Select(c => c.Cell(row)));
                break;
            default:
                environment.OutputConsole().Write(SeriesTable.Render(response.Series));
                break;
        }
    }
}
