using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi scorecard apply|create|templates|show|explain|close|list|delete</c>; what people enter is in <see cref="ScorecardEntryCommands"/>, what is kept in <see cref="ScorecardRecordCommands"/>.</summary>
internal static class ScorecardCommand
{
    public static Command Create(CommandRunner runner) =>
        new("scorecard", "Defines scorecards, reads and watches them.")
        {
            Apply(runner),
            TemplateCommands.Create(runner),
            TemplateCommands.List(runner),
            Show(runner),
            ScorecardFileCommands.Export(runner),
            ScorecardFileCommands.Import(runner),
            ExplainCommand.Create(runner),
            ScorecardEntryCommands.Close(runner),
            ScorecardEntryCommands.Override(runner),
            ScorecardEntryCommands.Comment(runner),
            ScorecardRecordCommands.Versions(runner),
            ScorecardRecordCommands.Periods(runner),
            ScorecardRecordCommands.Overrides(runner),
            ScorecardRecordCommands.Withdraw(runner),
            ScorecardRecordCommands.Comments(runner),
            ScorecardRecordCommands.Reviews(runner),
            List(runner),
            Delete(runner),
        };

    private static Command Apply(CommandRunner runner)
    {
        var file = new Option<string>("--file", "-f") { Description = "YAML file; - for the standard input.", HelpName = "file", Required = true };
        var id = new Option<string?>("--id") { Description = "Id of the scorecard. Default: 'id' in the file.", HelpName = "id" };
        var command = new Command("apply", "Creates the scorecard of a file, or changes it to be as the file says.") { file, id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var source = await YamlSource.LoadAsync(session.Get(file), session.Environment, cancellationToken);
            var wanted = ScorecardFile.Read(source, session.Tenant, session.Get(id));
            var (definition, outcome) = await ScorecardApply.RunAsync(session, wanted, cancellationToken);
            await session.Environment.Output.WriteLineAsync($"{outcome} {definition.Name}, version {definition.Version}");
        });
    }

    private static Command Show(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the scorecard." };
        var period = new Option<string?>("--period")
        {
            Description = "1997-03-05, 1997-W10, 1997-03, 1997-Q1, 1997, 1997-03-01/1997-06-01 (end exclusive), this-month, last-quarter, … Default: this-month.",
            HelpName = "period",
        };
        var asOf = ListOptions.AsOf();
        var watch = ListOptions.Watch("the scorecard");
        var token = ListOptions.Token();
        var restated = new Option<bool>("--restated") { Description = "Of a closed period, the values with what arrived after its closing." };
        var benchmarks = new Option<bool>("--benchmarks") { Description = "Add what each value can be held against." };
        var output = new OutputOption();
        var command = new Command("show", "Shows a scorecard for a period.") { id, period, asOf, restated, benchmarks, watch, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = ResourceNames.Scorecard(session.Tenant, session.Get(id));
            if (session.Get(watch))
            {
                if (session.IsGiven(asOf))
                    throw CliException.Usage("--watch shows what is known now; it cannot go with --as-of");
                await ScorecardWatch.RunAsync(session, name, session.Get(period) ?? "", session.Get(token) ?? "", session.Get(output), cancellationToken);
                return;
            }

            var request = new GetScorecardRequest
            {
                Name = name,
                Period = session.Get(period) ?? "",
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Token = session.Get(token) ?? "",
                Restated = session.Get(restated),
                IncludeBenchmarks = session.Get(benchmarks),
            };
            var card = await session.Scorecards.GetScorecardAsync(request, session.Unary(cancellationToken));
            await WriteAsync(session, session.Get(output), card);
        });
    }

    private static Command List(CommandRunner runner)
    {
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("list", "Lists the tenant's scorecards.") { limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Tenant;
            var definitions = ListOptions.PageAsync(session, session.Get(limit), async (size, token, ct) =>
            {
                var request = new ListScorecardsRequest { Parent = parent, PageSize = size, PageToken = token };
                var page = await session.Scorecards.ListScorecardsAsync(request, session.Unary(ct));
                return ((IReadOnlyList<ScorecardDefinition>)page.Scorecards, page.NextPageToken);
            }, cancellationToken);
            await ScorecardDefinitionView.View.WriteListAsync(session.Environment, session.Get(output), definitions, "No scorecards.", cancellationToken);
        });
    }

    private static Command Delete(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the scorecard." };
        var command = new Command("delete", "Deletes a scorecard. What customers did stays.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = ResourceNames.Scorecard(session.Tenant, session.Get(id));
            await session.Scorecards.DeleteScorecardAsync(new DeleteScorecardRequest { Name = name }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {name}");
        });
    }

    private static async Task WriteAsync(Session session, OutputFormat format, Scorecard card)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await session.Environment.Output.WriteLineAsync(ProtoJson.Format(card));
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(session.Environment.Output);
                csv.Write(ScorecardRow.Csv.Select(c => c.Name));
                foreach (var row in ScorecardRow.Of(card))
                    csv.Write(ScorecardRow.Csv.Select(c => c.Cell(row)));
                break;
            default:
                session.Environment.OutputConsole().Write(ScorecardTable.Render(card));
                foreach (var compared in card.Benchmarks)
                    session.Environment.OutputConsole().Write(Benchmarks.ComparedBenchmark.Render(compared));
                break;
        }
    }
}
