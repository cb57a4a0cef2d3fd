using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Segments;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi segment create|update|list|show|members|events|watch|delete</c>.</summary>
internal static class SegmentCommand
{
    private const string FilterHelp = "Who is in it, such as 'lifecycle = \"lapsing\" AND (orders >= 2 OR attribute:plan = \"gold\")'. Fields as in 'kpi customer list --filter'.";

    public static Command Create(CommandRunner runner) =>
        new("segment", "Names sets of customers, and tells who is in them, who enters and who leaves.")
        {
            New(runner), Update(runner), List(runner), Show(runner), Members(runner), Events(runner), Watch(runner), Delete(runner),
        };

    private static Command New(CommandRunner runner)
    {
        var (id, name, description, filter, output) = (Id(), Name(), Description(), new Option<string>("--filter") { Description = FilterHelp, HelpName = "expression", Required = true }, new OutputOption());
        var command = new Command("create", "Defines a segment. Customers who meet it enter in the background.") { id, filter, name, description, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new CreateSegmentRequest
            {
                Parent = session.Tenant,
                SegmentId = session.Get(id),
                Segment = new() { DisplayName = session.Get(name) ?? "", Description = session.Get(description) ?? "", Filter = session.Get(filter) },
            };
            var segment = await session.Segments.CreateSegmentAsync(request, session.Unary(cancellationToken));
            await SegmentView.View.WriteOneAsync(session.Environment, session.Get(output), segment, SegmentView.Details);
        });
    }

    private static Command Update(CommandRunner runner)
    {
        var (id, name, description, filter, output) = (Id(), Name(), Description(), new Option<string?>("--filter") { Description = FilterHelp, HelpName = "expression" }, new OutputOption());
        var command = new Command("update", "Changes a segment. Customers enter and leave in the background.") { id, filter, name, description, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new UpdateSegmentRequest
            {
                Segment = new() { Name = Name(session, id), DisplayName = session.Get(name) ?? "", Description = session.Get(description) ?? "", Filter = session.Get(filter) ?? "" },
                UpdateMask = new(),
            };
            foreach (var (option, path) in new (Option, string)[] { (name, "display_name"), (description, "description"), (filter, "filter") })
            {
                if (session.IsGiven(option))
                    request.UpdateMask.Paths.Add(path);
            }

            if (request.UpdateMask.Paths.Count == 0)
                throw CliException.Usage("nothing to change: give --filter, --name or --description");
            var segment = await session.Segments.UpdateSegmentAsync(request, session.Unary(cancellationToken));
            await SegmentView.View.WriteOneAsync(session.Environment, session.Get(output), segment, SegmentView.Details);
        });
    }

    private static Command List(CommandRunner runner)
    {
        var (limit, output) = (ListOptions.Limit(), new OutputOption());
        var command = new Command("list", "Lists the segments of the tenant.") { limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var segments = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var page = await session.Segments.ListSegmentsAsync(new ListSegmentsRequest { Parent = session.Tenant, PageSize = size, PageToken = pageToken }, session.Unary(ct));
                return ((IReadOnlyList<SegmentDefinition>)page.Segments, page.NextPageToken);
            }, cancellationToken);
            await SegmentView.View.WriteListAsync(session.Environment, session.Get(output), segments, "No segments.", cancellationToken);
        });
    }

    private static Command Show(CommandRunner runner)
    {
        var (id, output) = (Id(), new OutputOption());
        var command = new Command("show", "Shows a segment with the number of its customers.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var segment = await session.Segments.GetSegmentAsync(new GetSegmentRequest { Name = Name(session, id) }, session.Unary(cancellationToken));
            await SegmentView.View.WriteOneAsync(session.Environment, session.Get(output), segment, SegmentView.Details);
        });
    }

    private static Command Members(CommandRunner runner)
    {
        var (id, limit, token, output) = (Id(), ListOptions.Limit(), ListOptions.Token(), new OutputOption());
        var command = new Command("members", "Lists the customers in a segment, and since when.") { id, limit, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = Name(session, id);
            var members = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var request = new ListSegmentMembersRequest { Parent = parent, PageSize = size, PageToken = pageToken, Token = session.Get(token) ?? "" };
                var page = await session.Segments.ListSegmentMembersAsync(request, session.Unary(ct));
                return ((IReadOnlyList<SegmentMember>)page.Members, page.NextPageToken);
            }, cancellationToken);
            await SegmentMemberView.View.WriteListAsync(session.Environment, session.Get(output), members, "No customers.", cancellationToken);
        });
    }

    private static Command Events(CommandRunner runner)
    {
        var id = new Argument<string?>("id") { Description = "Id of a segment. Default: all segments.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "Only what occurred then or later: a local date, or a time.", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "Only what occurred before.", HelpName = "time" };
        var (limit, token, output) = (ListOptions.Limit(), ListOptions.Token(), new OutputOption());
        var command = new Command("events", "Lists who entered and who left, in the order in which that was stored.") { id, from, to, limit, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Get(id) is { Length: > 0 } one ? $"{session.Tenant}/segments/{one}" : session.Tenant;
            var start = await TimeArgument.ResolveAsync(session, session.Get(from), "--from", cancellationToken);
            var end = await TimeArgument.ResolveAsync(session, session.Get(to), "--to", cancellationToken);
            var events = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var request = new ListSegmentEventsRequest { Parent = parent, PageSize = size, PageToken = pageToken, StartTime = start, EndTime = end, Token = session.Get(token) ?? "" };
                var page = await session.Segments.ListSegmentEventsAsync(request, session.Unary(ct));
                return ((IReadOnlyList<SegmentEvent>)page.Events, page.NextPageToken);
            }, cancellationToken);
            await SegmentEventView.View.WriteListAsync(session.Environment, session.Get(output), events, "No events.", cancellationToken);
        });
    }

    private static Command Watch(CommandRunner runner)
    {
        var (id, output) = (Id(), new OutputOption());
        var resume = new Option<string?>("--resume") { Description = "Begin behind this resume token of an earlier watch. Default: from now on.", HelpName = "token" };
        var command = new Command("watch", "Tells who enters and leaves as it happens, until interrupted.") { id, resume, output };
        return runner.Handle(command, (session, cancellationToken) =>
            SegmentFollower.RunAsync(session, Name(session, id), session.Get(resume) ?? "", session.Get(output), cancellationToken));
    }

    private static Command Delete(CommandRunner runner)
    {
        var id = Id();
        var command = new Command("delete", "Deletes a segment, with its events, that no other segment names.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = Name(session, id);
            await session.Segments.DeleteSegmentAsync(new DeleteSegmentRequest { Name = name }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {name}");
        });
    }

    private static string Name(Session session, Argument<string> id) => $"{session.Tenant}/segments/{session.Get(id)}";

    private static Argument<string> Id() => new("id") { Description = "Id of the segment: a-z, 0-9, - and _." };

    private static Option<string?> Name() => new("--name") { Description = "Name for people.", HelpName = "text" };

    private static Option<string?> Description() => new("--description") { Description = "What it is for.", HelpName = "text" };
}
