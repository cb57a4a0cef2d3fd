using System.CommandLine;
using Google.Protobuf;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi scorecard versions|periods|overrides|withdraw|comments|reviews</c>: what is kept beside the values.</summary>
internal static class ScorecardRecordCommands
{
    /// <summary>Lists versions of the definition.</summary>
    public static Command Versions(CommandRunner runner)
    {
        var id = Id();
        return List(runner, new("versions", "Lists the versions of a scorecard's definition, the newest first.") { id }, RecordViews.Versions, "No versions.", async (session, size, token, ct) =>
        {
            var request = new ListScorecardVersionsRequest { Name = Name(session, id), PageSize = size, PageToken = token };
            var page = await session.Scorecards.ListScorecardVersionsAsync(request, session.Unary(ct));
            return (page.Versions, page.NextPageToken);
        });
    }

    /// <summary>Lists closed periods.</summary>
    public static Command Periods(CommandRunner runner)
    {
        var id = Id();
        return List(runner, new("periods", "Lists the periods of a scorecard that somebody closed, the last first.") { id }, RecordViews.Periods, "No closed periods.", async (session, size, token, ct) =>
        {
            var request = new ListClosedPeriodsRequest { Name = Name(session, id), PageSize = size, PageToken = token };
            var page = await session.Scorecards.ListClosedPeriodsAsync(request, session.Unary(ct));
            return (page.ClosedPeriods, page.NextPageToken);
        });
    }

    /// <summary>Lists overrides.</summary>
    public static Command Overrides(CommandRunner runner)
    {
        var id = Id();
        var period = Period();
        return List(runner, new("overrides", "Lists the overrides of a scorecard, the newest first, also those that are no longer in force.") { id, period }, RecordViews.Overrides, "No overrides.", async (session, size, token, ct) =>
        {
            var request = new ListOverridesRequest { Parent = Name(session, id), Period = session.Get(period) ?? "", PageSize = size, PageToken = token };
            var page = await session.Scorecards.ListOverridesAsync(request, session.Unary(ct));
            return (page.Overrides, page.NextPageToken);
        });
    }

    /// <summary>Withdraws an override.</summary>
    public static Command Withdraw(CommandRunner runner)
    {
        var id = Id();
        var which = new Argument<string>("override") { Description = "Id of the override, as 'kpi scorecard overrides' shows it." };
        var command = new Command("withdraw", "Takes an override back: what was counted shows again.") { id, which };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new WithdrawOverrideRequest { Parent = Name(session, id), Id = session.Get(which) };
            var taken = await session.Scorecards.WithdrawOverrideAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"withdrew {taken.Id}: {taken.Indicator} in {taken.Period} is as counted");
        });
    }

    /// <summary>Lists comments.</summary>
    public static Command Comments(CommandRunner runner)
    {
        var id = Id();
        var period = Period();
        var indicator = new Option<string?>("--indicator") { Description = "Only on this one: perspective/objective/indicator.", HelpName = "path" };
        return List(runner, new("comments", "Lists the comments on a scorecard, the oldest first.") { id, period, indicator }, RecordViews.Comments, "No comments.", async (session, size, token, ct) =>
        {
            var request = new ListCommentsRequest { Parent = Name(session, id), Period = session.Get(period) ?? "", Indicator = session.Get(indicator) ?? "", PageSize = size, PageToken = token };
            var page = await session.Scorecards.ListCommentsAsync(request, session.Unary(ct));
            return (page.Comments, page.NextPageToken);
        });
    }

    /// <summary>Lists reviews that are due.</summary>
    public static Command Reviews(CommandRunner runner)
    {
        var date = new Option<string?>("--date") { Description = "Due by this local date. Default: today.", HelpName = "date" };
        return List(runner, new("reviews", "Lists objectives and indicators of all scorecards whose review date has come.") { date }, RecordViews.Reviews, "No reviews are due.", async (session, size, token, ct) =>
        {
            var request = new ListOverdueReviewsRequest { Parent = session.Tenant, Date = TimeArgument.Date(session.Get(date), "--date") ?? "", PageSize = size, PageToken = token };
            var page = await session.Scorecards.ListOverdueReviewsAsync(request, session.Unary(ct));
            return (page.Reviews, page.NextPageToken);
        });
    }

    private static Command List<T>(
        CommandRunner runner,
        Command command,
        ResourceView<T> view,
        string emptyText,
        Func<Session, int, string, CancellationToken, Task<(IReadOnlyList<T> Items, string NextPageToken)>> fetch)
        where T : IMessage
    {
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        command.Options.Add(limit);
        command.Options.Add(output);
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var items = ListOptions.PageAsync(session, session.Get(limit), (size, token, ct) => fetch(session, size, token, ct), cancellationToken);
            await view.WriteListAsync(session.Environment, session.Get(output), items, emptyText, cancellationToken);
        });
    }

    private static string Name(Session session, Argument<string> id) => ResourceNames.Scorecard(session.Tenant, session.Get(id));

    private static Argument<string> Id() => new("id") { Description = "Id of the scorecard." };

    private static Option<string?> Period() => new("--period") { Description = "Only of this period: 1997-03, 1997-Q1, this-month, …", HelpName = "period" };
}
