using System.CommandLine;
using System.Runtime.CompilerServices;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Quality;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi quality show|rejected|resubmit</c>.</summary>
internal static class QualityCommand
{
    private const int ResubmitAtOnce = 500;

    public static Command Create(CommandRunner runner) =>
        new("quality", "What came in, what became of it, and what was rejected.") { Show(runner), Rejected(runner), Resubmit(runner) };

    private static Command Show(CommandRunner runner)
    {
        var from = new Option<string?>("--from") { Description = "First local date. Default: today.", HelpName = "date" };
        var to = new Option<string?>("--to") { Description = "Local date after the last. Default: tomorrow.", HelpName = "date" };
        var output = new OutputOption();
        var command = new Command("show", "Shows counts by source; the first line is all of them together.") { from, to, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new GetDataQualityRequest { Parent = session.Tenant, StartDate = session.Get(from) ?? "", EndDate = session.Get(to) ?? "" };
            var quality = await session.Interactions.GetDataQualityAsync(request, session.Unary(cancellationToken));
            await QualityView.Sources.WriteListAsync(session.Environment, session.Get(output), Lines(quality, cancellationToken), "Nothing came in.", cancellationToken);
        });
    }

    private static Command Rejected(CommandRunner runner)
    {
        var (source, reason) = Filters();
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("rejected", "Lists rejected interactions, oldest first. They are kept for 30 days.") { source, reason, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var rejections = ListOptions.PageAsync(session, session.Get(limit), Pages(session, source, reason), cancellationToken);
            await QualityView.Rejections.WriteListAsync(session.Environment, session.Get(output), rejections, "Nothing was rejected.", cancellationToken);
        });
    }

    private static Command Resubmit(CommandRunner runner)
    {
        var ids = new Argument<string[]>("id") { Description = "Ids of rejected interactions, as kpi quality rejected lists them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All of them, or all that --source and --reason leave." };
        var validate = new Option<bool>("--validate-only") { Description = "Check them, record nothing." };
        var (source, reason) = Filters();
        var command = new Command("resubmit", "Sends rejected interactions again, after the cause was mended.") { ids, all, source, reason, validate };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var wanted = session.Get(ids).ToList();
            if (wanted.Count == 0 == !session.Get(all))
                throw CliException.Usage("give ids, or --all");
            if (session.Get(all))
            {
                await foreach (var rejection in ListOptions.PageAsync(session, 0, Pages(session, source, reason), cancellationToken))
                    wanted.Add(rejection.Id);
            }

            var (accepted, duplicates, rejected) = (0, 0, 0);
            foreach (var chunk in wanted.Chunk(ResubmitAtOnce))
            {
                var request = new ResubmitRejectedInteractionsRequest { Parent = session.Tenant, Ids = { chunk }, ValidateOnly = session.Get(validate) };
                var response = await session.Interactions.ResubmitRejectedInteractionsAsync(request, session.Unary(cancellationToken));
                accepted += response.AcceptedCount;
                duplicates += response.DuplicateCount;
                rejected += response.Rejected.Count + response.UnknownIds.Count;
                foreach (var still in response.Rejected)
                    await session.Environment.Error.WriteLineAsync(Wording.TextSafety.OneLine($"{still.Id}: {still.Reason} {still.Field} {still.Message}"));
                foreach (var unknown in response.UnknownIds)
                    await session.Environment.Error.WriteLineAsync(Wording.TextSafety.OneLine($"{unknown}: not on the list"));
            }

            await session.Environment.Output.WriteLineAsync($"{Cells.Count(accepted)} accepted, {Cells.Count(duplicates)} recorded before, {Cells.Count(rejected)} left");
            return rejected == 0 ? ExitCodes.Success : ExitCodes.LinesRejected;
        });
    }

    private static (Option<string?> Source, Option<string?> Reason) Filters() =>
    (
        new("--source") { Description = "Only those that this system sent.", HelpName = "name" },
        new("--reason") { Description = "Only those with this reason, such as OUT_OF_RANGE.", HelpName = "reason" });

    private static Func<int, string, CancellationToken, Task<(IReadOnlyList<StoredRejection>, string)>> Pages(Session session, Option<string?> source, Option<string?> reason) =>
        async (size, token, cancellationToken) =>
        {
            var request = new ListRejectedInteractionsRequest
            {
                Parent = session.Tenant,
                Source = session.Get(source) ?? "",
                Reason = session.Get(reason) ?? "",
                PageSize = size,
                PageToken = token,
            };
            var page = await session.Interactions.ListRejectedInteractionsAsync(request, session.Unary(cancellationToken));
            return (page.Rejections, page.NextPageToken);
        };

    private static async IAsyncEnumerable<SourceQuality> Lines(DataQuality quality, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.WaitAsync(cancellationToken);
        var total = quality.Total.Clone();
        total.Source = "(all)";
        yield return total;
        foreach (var source in quality.Sources)
            yield return source;
    }
}
