using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Interactions;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi interactions list</c>.</summary>
internal static class InteractionsCommand
{
    public static Command Create(CommandRunner runner) =>
        new("interactions", "Reads what was recorded.") { List(runner) };

    private static Command List(CommandRunner runner)
    {
        var customer = new Option<string?>("--customer") { Description = "Only this customer's.", HelpName = "id" };
        var source = new Option<string?>("--source") { Description = "Only those that this system sent.", HelpName = "name" };
        var from = new Option<string?>("--from") { Description = "Only those that occurred at or after this time; a date is its first instant in the tenant's time zone.", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "Only those that occurred before this time.", HelpName = "time" };
        var limit = ListOptions.Limit();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("list", "Lists interactions, oldest first.") { customer, source, from, to, limit, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Get(customer) is { } id ? ResourceNames.Customer(session.Tenant, id) : session.Tenant;
            var start = await TimeArgument.ResolveAsync(session, session.Get(from), "--from", cancellationToken);
            var end = await TimeArgument.ResolveAsync(session, session.Get(to), "--to", cancellationToken);
            var interactions = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var request = new ListInteractionsRequest
                {
                    Parent = parent,
                    Source = session.Get(source) ?? "",
                    StartTime = start,
                    EndTime = end,
                    PageSize = size,
                    PageToken = pageToken,
                    Token = session.Get(token) ?? "",
                };
                var page = await session.Interactions.ListInteractionsAsync(request, session.Unary(ct));
                return ((IReadOnlyList<RecordedInteraction>)page.Interactions, page.NextPageToken);
            }, cancellationToken);
            await InteractionView.View.WriteListAsync(session.Environment, session.Get(output), interactions, "No interactions.", cancellationToken);
        });
    }
}
