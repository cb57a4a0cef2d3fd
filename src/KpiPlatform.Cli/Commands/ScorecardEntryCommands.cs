using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi scorecard close|override|comment</c>: what people enter beside the numbers.</summary>
internal static class ScorecardEntryCommands
{
    /// <summary>Closes a period.</summary>
    public static Command Close(CommandRunner runner)
    {
        var id = Id();
        var period = new Argument<string>("period") { Description = "A period that is over: 1997-03, 1997-Q1, last-month, …" };
        var by = new Option<string?>("--by") { Description = "Who closes it.", HelpName = "name" };
        var command = new Command("close", "Closes a period: its values stay as they are known now, what arrives later shows beside them.") { id, period, by };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new ClosePeriodRequest { Name = ResourceNames.Scorecard(session.Tenant, session.Get(id)), Period = session.Get(period), ClosedBy = session.Get(by) ?? "" };
            var closed = await session.Scorecards.ClosePeriodAsync(request, session.Unary(cancellationToken));
            var who = closed.ClosedBy.Length > 0 ? $" by {closed.ClosedBy}" : "";
            await session.Environment.Output.WriteLineAsync($"{closed.Period.Label} is closed since {Cells.Time(closed.CloseTime)}{who}, under version {closed.DefinitionVersion}");
        });
    }

    /// <summary>Overrides an indicator.</summary>
    public static Command Override(CommandRunner runner)
    {
        var id = Id();
        var indicator = Indicator();
        var period = Period();
        var value = new Option<double?>("--value") { Description = "In place of the value.", HelpName = "number" };
        var performance = new Option<double?>("--performance") { Description = "In place of the performance, 0 to 100.", HelpName = "number" };
        var author = Author();
        var reason = new Option<string>("--reason") { Description = "Why.", HelpName = "text", Required = true };
        var until = new Option<string>("--until") { Description = "When it reverts by itself: 2026-03-05T10:00:00Z, or a date.", HelpName = "time", Required = true };
        var command = new Command("override", "Replaces the value or the performance of an indicator for a period, for some time.")
        {
            id, indicator, period, value, performance, author, reason, until,
        };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var entered = new Override
            {
                Indicator = session.Get(indicator),
                Period = session.Get(period),
                Author = session.Get(author),
                Reason = session.Get(reason),
                ExpireTime = await TimeArgument.ResolveAsync(session, session.Get(until), "--until", cancellationToken),
            };
            if (session.Get(value) is { } number)
                entered.Value = number;
            if (session.Get(performance) is { } score)
                entered.Performance = score;
            var request = new CreateOverrideRequest { Parent = ResourceNames.Scorecard(session.Tenant, session.Get(id)), Override = entered, RequestId = Guid.NewGuid().ToString("N") };
            var made = await session.Scorecards.CreateOverrideAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"{made.Indicator} is overridden for {made.Period} until {Cells.Time(made.ExpireTime)} ({made.Id})");
        });
    }

    /// <summary>Comments on an indicator.</summary>
    public static Command Comment(CommandRunner runner)
    {
        var id = Id();
        var indicator = Indicator();
        var text = new Argument<string>("text") { Description = "What there is to say." };
        var period = Period();
        var author = Author();
        var command = new Command("comment", "Adds a comment on an indicator in a period.") { id, indicator, text, period, author };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var comment = new Comment { Indicator = session.Get(indicator), Period = session.Get(period), Author = session.Get(author), Text = session.Get(text) };
            var request = new CreateCommentRequest { Parent = ResourceNames.Scorecard(session.Tenant, session.Get(id)), Comment = comment };
            var made = await session.Scorecards.CreateCommentAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"commented on {made.Indicator} in {made.Period}");
        });
    }

    private static Argument<string> Id() => new("id") { Description = "Id of the scorecard." };

    private static Argument<string> Indicator() => new("indicator") { Description = "The indicator: perspective/objective/indicator, with their ids." };

    private static Option<string> Period() => new("--period") { Description = "1997-03, 1997-Q1, this-month, …", HelpName = "period", Required = true };

    private static Option<string> Author() => new("--author") { Description = "Who says so.", HelpName = "name", Required = true };
}
