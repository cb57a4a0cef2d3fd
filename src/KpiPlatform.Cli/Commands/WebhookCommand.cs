using System.CommandLine;
using KpiPlatform.Cli.Alerts;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi webhook create|update|list|rotate|test|dead-letters|replay|delete</c>.</summary>
internal static class WebhookCommand
{
    public static Command Create(CommandRunner runner) =>
        new("webhook", "Sends alerts to another system, signed, until they have arrived.")
        {
            New(runner), Update(runner), List(runner), Rotate(runner), Test(runner), DeadLetters(runner), Replay(runner), Delete(runner),
        };

    private static Command New(CommandRunner runner)
    {
        var (id, url, rules, quiet, output) = (Id(), Url(isRequired: true), Rules(), Quiet(), new OutputOption());
        var command = new Command("create", "Makes a webhook and prints its secret, this once.") { id, url, rules, quiet, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new CreateWebhookRequest { Parent = session.Tenant, WebhookId = session.Get(id), Webhook = Read(session, url, rules, quiet) };
            var created = await session.Webhooks.CreateWebhookAsync(request, session.Unary(cancellationToken));
            await WebhookView.View.WriteOneAsync(session.Environment, session.Get(output), created.Webhook, WebhookView.Details);
            await session.Environment.Error.WriteLineAsync($"secret, shown this once: {created.Secret}");
        });
    }

    private static Command Update(CommandRunner runner)
    {
        var (id, url, rules, quiet, output) = (Id(), Url(isRequired: false), Rules(), Quiet(), new OutputOption());
        var disabled = new Option<bool>("--disabled") { Description = "Queue nothing new, and send nothing; --disabled false to go on." };
        var command = new Command("update", "Changes a webhook.") { id, url, rules, quiet, disabled, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new UpdateWebhookRequest { Webhook = Read(session, url, rules, quiet), UpdateMask = new() };
            (request.Webhook.Name, request.Webhook.Disabled) = (Name(session, id), session.Get(disabled));
            foreach (var (option, path) in new (Option, string)[] { (url, "url"), (rules, "rules"), (quiet, "quiet_hours"), (disabled, "disabled") })
            {
                if (session.IsGiven(option))
                    request.UpdateMask.Paths.Add(path);
            }

            if (request.UpdateMask.Paths.Count == 0)
                throw CliException.Usage("nothing to change: give --url, --rules, --quiet or --disabled");
            var webhook = await session.Webhooks.UpdateWebhookAsync(request, session.Unary(cancellationToken));
            await WebhookView.View.WriteOneAsync(session.Environment, session.Get(output), webhook, WebhookView.Details);
        });
    }

    private static Command List(CommandRunner runner)
    {
        var output = new OutputOption();
        var command = new Command("list", "Lists the webhooks of the tenant, and what is queued for them.") { output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var all = await session.Webhooks.ListWebhooksAsync(new() { Parent = session.Tenant }, session.Unary(cancellationToken));
            await WebhookView.View.WriteListAsync(session.Environment, session.Get(output), all.Webhooks.ToAsyncEnumerable(), "No webhooks.", cancellationToken);
        });
    }

    private static Command Rotate(CommandRunner runner)
    {
        var id = Id();
        var command = new Command("rotate", "Gives a webhook another secret and prints it, this once.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var answer = await session.Webhooks.RotateWebhookSecretAsync(new() { Name = Name(session, id) }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync(answer.Secret);
        });
    }

    private static Command Test(CommandRunner runner)
    {
        var id = Id();
        var command = new Command("test", "Sends an event of type TYPE_TEST.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var answer = await session.Webhooks.TestWebhookAsync(new() { Name = Name(session, id) }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"queued {answer.EventId}");
        });
    }

    private static Command DeadLetters(CommandRunner runner)
    {
        var (id, limit, output) = (Id(), ListOptions.Limit(), new OutputOption());
        var command = new Command("dead-letters", "Lists the events that could not be sent.") { id, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var letters = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var page = await session.Webhooks.ListDeadLettersAsync(new() { Parent = Name(session, id), PageSize = size, PageToken = pageToken }, session.Unary(ct));
                return ((IReadOnlyList<DeadLetter>)page.DeadLetters, page.NextPageToken);
            }, cancellationToken);
            await WebhookView.DeadLetters.WriteListAsync(session.Environment, session.Get(output), letters, "No dead letters.", cancellationToken);
        });
    }

    private static Command Replay(CommandRunner runner)
    {
        var id = Id();
        var events = new Argument<string[]>("events") { Description = "Ids of events. Default: all dead letters.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("replay", "Queues dead letters again.") { id, events };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new ReplayDeadLettersRequest { Name = Name(session, id), EventIds = { session.Get(events) ?? [] } };
            var answer = await session.Webhooks.ReplayDeadLettersAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"{answer.ReplayedCount} queued again");
        });
    }

    private static Command Delete(CommandRunner runner)
    {
        var id = Id();
        var command = new Command("delete", "Deletes a webhook with everything queued for it.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            await session.Webhooks.DeleteWebhookAsync(new() { Name = Name(session, id) }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {Name(session, id)}");
        });
    }

    private static Webhook Read(Session session, Option<string?> url, Option<string[]> rules, Option<string?> quiet)
    {
        var webhook = new Webhook { Url = session.Get(url) ?? "", Rules = { session.Get(rules) ?? [] } };
        if (session.Get(quiet) is { Length: > 0 } hours)
        {
            var parts = hours.Split('-');
            webhook.QuietHours = parts.Length == 2 ? new() { Start = parts[0], End = parts[1] } : throw CliException.Usage("--quiet is written as 22:00-07:00");
        }

        return webhook;
    }

    private static string Name(Session session, Argument<string> id) => $"{session.Tenant}/webhooks/{session.Get(id)}";

    private static Argument<string> Id() => new("id") { Description = "Id of the webhook: a-z, 0-9, - and _." };

    private static Option<string?> Url(bool isRequired) => new("--url") { Description = "Where to, https://…", HelpName = "url", Required = isRequired };

    private static Option<string[]> Rules() => new("--rules") { Description = "Ids of the rules whose alerts are sent. Default: all.", HelpName = "ids", AllowMultipleArgumentsPerToken = true };

    private static Option<string?> Quiet() => new("--quiet") { Description = "Hours in which nothing is sent, in the tenant's zone, such as 22:00-07:00; empty for none.", HelpName = "hours" };
}
