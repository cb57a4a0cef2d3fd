using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Cli.Alerts;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi alert list|show|watch|ack|resolve|reopen|comment|assign</c> and <c>kpi alert rule apply|list|show|delete</c>.</summary>
internal static class AlertCommand
{
    private static readonly FieldMask Everything = new() { Paths = { "*" } };

    public static Command Create(CommandRunner runner) =>
        new("alert", "Tells when something is wrong, and keeps what is done about it.")
        {
            List(runner),
            Show(runner),
            Watch(runner),
            Act(runner, "ack", "Says that you see to an action.", (session, name, comment, options) => session.Alerts.AcknowledgeAlertActionAsync(new() { Name = name, Comment = comment }, options)),
            Act(runner, "resolve", "Says that an action is done.", (session, name, comment, options) => session.Alerts.ResolveAlertActionAsync(new() { Name = name, Comment = comment }, options)),
            Act(runner, "reopen", "Opens an action again.", (session, name, comment, options) => session.Alerts.ReopenAlertActionAsync(new() { Name = name, Comment = comment }, options)),
            Comment(runner),
            Assign(runner),
            new Command("rule", "Says when something is wrong.") { Apply(runner), ListRules(runner), ShowRule(runner), DeleteRule(runner) },
        };

    private static Command List(CommandRunner runner)
    {
        var all = new Option<bool>("--all") { Description = "Resolved ones, too." };
        var rule = new Option<string?>("--rule") { Description = "Only of this rule.", HelpName = "id" };
        var owner = new Option<string?>("--owner") { Description = "Only of this owner.", HelpName = "who" };
        var (limit, output) = (ListOptions.Limit(), new OutputOption());
        var command = new Command("list", "Lists the actions that are not resolved, the newest first.") { all, rule, owner, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var actions = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var request = new ListAlertActionsRequest { Parent = session.Tenant, PageSize = size, PageToken = pageToken, Rule = session.Get(rule) ?? "", Owner = session.Get(owner) ?? "" };
                if (!session.Get(all))
                    request.States.Add([AlertAction.Types.State.Open, AlertAction.Types.State.Acknowledged]);
                var page = await session.Alerts.ListAlertActionsAsync(request, session.Unary(ct));
                return ((IReadOnlyList<AlertAction>)page.AlertActions, page.NextPageToken);
            }, cancellationToken);
            await AlertActionView.View.WriteListAsync(session.Environment, session.Get(output), actions, "Nothing is open.", cancellationToken);
        });
    }

    private static Command Show(CommandRunner runner)
    {
        var (number, output) = (Number(), new OutputOption());
        var command = new Command("show", "Shows an action and what was said about it.") { number, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = Name(session, number);
            var action = await session.Alerts.GetAlertActionAsync(new() { Name = name }, session.Unary(cancellationToken));
            await AlertActionView.View.WriteOneAsync(session.Environment, session.Get(output), action, AlertActionView.Details);
            if (session.Get(output) != OutputFormat.Table)
                return;
            var comments = await session.Alerts.ListAlertCommentsAsync(new() { Parent = name }, session.Unary(cancellationToken));
            foreach (var comment in comments.Comments)
                await session.Environment.Output.WriteLineAsync($"{Cells.Time(comment.CreateTime)}  {comment.Author}: {Wording.TextSafety.OneLine(comment.Text)}");
        });
    }

    private static Command Watch(CommandRunner runner)
    {
        var resume = new Option<string?>("--resume") { Description = "Begin behind this resume token of an earlier watch. Default: from now on.", HelpName = "token" };
        var json = new Option<bool>("--json") { Description = "One event as JSON on each line." };
        var command = new Command("watch", "Tells what happens to actions as it does, until interrupted.") { resume, json };
        return runner.Handle(command, (session, cancellationToken) => AlertFollower.RunAsync(session, session.Get(resume) ?? "", session.Get(json), cancellationToken));
    }

    private static Command Act(CommandRunner runner, string verb, string description, Func<Session, string, string, CallOptions, AsyncUnaryCall<AlertAction>> act)
    {
        var (number, output) = (Number(), new OutputOption());
        var comment = new Option<string?>("--comment", "-m") { Description = "What to say about it.", HelpName = "text" };
        var command = new Command(verb, description) { number, comment, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var action = await act(session, Name(session, number), session.Get(comment) ?? "", session.Unary(cancellationToken));
            await AlertActionView.View.WriteOneAsync(session.Environment, session.Get(output), action, AlertActionView.Details);
        });
    }

    private static Command Comment(CommandRunner runner)
    {
        var number = Number();
        var text = new Argument<string>("text") { Description = "What to say." };
        var command = new Command("comment", "Says something about an action.") { number, text };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var action = await session.Alerts.CommentAlertActionAsync(new() { Name = Name(session, number), Comment = session.Get(text) }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"commented {action.Name}");
        });
    }

    private static Command Assign(CommandRunner runner)
    {
        var number = Number();
        var owner = new Option<string?>("--owner") { Description = "Who is to act.", HelpName = "who" };
        var due = new Option<string?>("--due") { Description = "By when: a local date, or a time.", HelpName = "time" };
        var command = new Command("assign", "Gives an action to somebody, or another date.") { number, owner, due };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new UpdateAlertActionRequest { AlertAction = new() { Name = Name(session, number), Owner = session.Get(owner) ?? "" }, UpdateMask = new() };
            request.AlertAction.DueTime = await TimeArgument.ResolveAsync(session, session.Get(due), "--due", cancellationToken);
            if (session.IsGiven(owner))
                request.UpdateMask.Paths.Add("owner");
            if (session.IsGiven(due))
                request.UpdateMask.Paths.Add("due_time");
            if (request.UpdateMask.Paths.Count == 0)
                throw CliException.Usage("nothing to change: give --owner or --due");
            var action = await session.Alerts.UpdateAlertActionAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"changed {action.Name}");
        });
    }

    private static Command Apply(CommandRunner runner)
    {
        var file = new Option<string>("--file", "-f") { Description = "YAML file; - for the standard input.", HelpName = "file", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check only: say what would be done." };
        var command = new Command("apply", "Makes rules be as a YAML file says, whether they exist or not.") { file, dryRun };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var source = await YamlSource.LoadAsync(session.Get(file), session.Environment, cancellationToken);
            foreach (var rule in AlertRuleFile.Read(source, session.Tenant))
                await session.Environment.Output.WriteLineAsync($"{await ApplyAsync(session, rule, session.Get(dryRun), cancellationToken)} {rule.Name}");
        });
    }

    private static async Task<string> ApplyAsync(Session session, AlertRule wanted, bool isDryRun, CancellationToken cancellationToken)
    {
        AlertRule? before = null;
        try
        {
            before = await session.Alerts.GetAlertRuleAsync(new() { Name = wanted.Name }, session.Unary(cancellationToken));
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            // To be made; a missing tenant is told by that.
        }

        if (before is null)
        {
            var create = new CreateAlertRuleRequest { Parent = session.Tenant, AlertRuleId = ResourceNames.LastSegment(wanted.Name), AlertRule = wanted, ValidateOnly = isDryRun };
            await session.Alerts.CreateAlertRuleAsync(create, session.Unary(cancellationToken));
            return isDryRun ? "would be created:" : "created";
        }

        var after = await session.Alerts.UpdateAlertRuleAsync(new() { AlertRule = wanted, UpdateMask = Everything, ValidateOnly = isDryRun }, session.Unary(cancellationToken));
        return after.Etag == before.Etag ? "unchanged" : isDryRun ? "would be updated:" : "updated";
    }

    private static Command ListRules(CommandRunner runner)
    {
        var (limit, output) = (ListOptions.Limit(), new OutputOption());
        var command = new Command("list", "Lists the rules of the tenant.") { limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var rules = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var page = await session.Alerts.ListAlertRulesAsync(new() { Parent = session.Tenant, PageSize = size, PageToken = pageToken }, session.Unary(ct));
                return ((IReadOnlyList<AlertRule>)page.AlertRules, page.NextPageToken);
            }, cancellationToken);
            await AlertRuleView.View.WriteListAsync(session.Environment, session.Get(output), rules, "No rules.", cancellationToken);
        });
    }

    private static Command ShowRule(CommandRunner runner)
    {
        var (id, output) = (RuleId(), new OutputOption());
        var command = new Command("show", "Shows a rule.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var rule = await session.Alerts.GetAlertRuleAsync(new() { Name = RuleName(session, id) }, session.Unary(cancellationToken));
            await AlertRuleView.View.WriteOneAsync(session.Environment, session.Get(output), rule, AlertRuleView.Details);
        });
    }

    private static Command DeleteRule(CommandRunner runner)
    {
        var id = RuleId();
        var command = new Command("delete", "Deletes a rule. Its open actions are resolved.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            await session.Alerts.DeleteAlertRuleAsync(new() { Name = RuleName(session, id) }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {RuleName(session, id)}");
        });
    }

    private static string Name(Session session, Argument<string> number) => $"{session.Tenant}/alertActions/{session.Get(number)}";

    private static string RuleName(Session session, Argument<string> id) => $"{session.Tenant}/alertRules/{session.Get(id)}";

    private static Argument<string> Number() => new("number") { Description = "Number of the action." };

    private static Argument<string> RuleId() => new("id") { Description = "Id of the rule." };
}
