using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi scorecard explain</c>.</summary>
internal static class ExplainCommand
{
    private const int PageSize = 1_000;

    public static Command Create(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the scorecard." };
        var period = new Option<string?>("--period") { Description = "1997-03, 1997-Q1, 1997-03-01/1997-04-15 (end exclusive), this-month, … Default: this-month.", HelpName = "period" };
        var from = new Option<string?>("--from") { Description = "Explain the change since this instant: 2026-03-05T10:00:00Z, or a date.", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "Up to this instant. Default: now.", HelpName = "time" };
        var fromToken = new Option<string?>("--from-token") { Description = "In place of --from: when the last of what this token acknowledges was recorded.", HelpName = "token" };
        var toToken = new Option<string?>("--to-token") { Description = "In place of --to.", HelpName = "token" };
        var steps = new Option<bool>("--steps") { Description = "Show every step in the order in which it happened, instead of who has which part." };
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("explain", "Explains why the performance of a scorecard changed, by indicator, customer and interaction.")
        {
            id, period, from, to, fromToken, toToken, steps, limit, output,
        };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            if (session.Get(from) is null && session.Get(fromToken) is null)
                throw CliException.Usage("say from when on: --from 2026-03-05, or --from-token with a token that an import printed");
            var request = new ExplainScorecardRequest
            {
                Name = ResourceNames.Scorecard(session.Tenant, session.Get(id)),
                Period = session.Get(period) ?? "",
                FromTime = await TimeArgument.ResolveAsync(session, session.Get(from), "--from", cancellationToken),
                ToTime = await TimeArgument.ResolveAsync(session, session.Get(to), "--to", cancellationToken),
                FromToken = session.Get(fromToken) ?? "",
                ToToken = session.Get(toToken) ?? "",
            };
            var format = session.Get(output);
            var wanted = format == OutputFormat.Table && !session.Get(steps) ? 1 : session.Get(limit) == 0 ? int.MaxValue : session.Get(limit);
            var explained = await ReadAsync(session, request, wanted, cancellationToken);
            await WriteAsync(session, format, explained, session.Get(steps), session.Get(limit) == 0 ? int.MaxValue : session.Get(limit));
        });
    }

    /// <summary>The first page with as many steps of the others as are wanted.</summary>
    private static async Task<ExplainScorecardResponse> ReadAsync(Session session, ExplainScorecardRequest request, int wanted, CancellationToken cancellationToken)
    {
        request.PageSize = Math.Min(wanted, PageSize);
        var explained = await session.Scorecards.ExplainScorecardAsync(request, session.Unary(cancellationToken));
        for (var next = explained.NextPageToken; next.Length > 0 && explained.Steps.Count < wanted;)
        {
            request.PageToken = next;
            var page = await session.Scorecards.ExplainScorecardAsync(request, session.Unary(cancellationToken));
            explained.Steps.AddRange(page.Steps);
            next = page.NextPageToken;
        }

        explained.NextPageToken = "";
        while (explained.Steps.Count > wanted)
            explained.Steps.RemoveAt(explained.Steps.Count - 1);
        return explained;
    }

    private static async Task WriteAsync(Session session, OutputFormat format, ExplainScorecardResponse explained, bool steps, int limit)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await session.Environment.Output.WriteLineAsync(ProtoJson.Format(explained));
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(session.Environment.Output);
                csv.Write(ExplanationTable.Csv.Select(c => c.Name));
                foreach (var step in explained.Steps)
                    csv.Write(ExplanationTable.Csv.Select(c => c.Cell(step)));
                break;
            default:
                session.Environment.OutputConsole().Write(ExplanationTable.Render(explained, steps, limit));
                break;
        }
    }
}
