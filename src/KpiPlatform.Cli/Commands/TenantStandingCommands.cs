using System.CommandLine;
using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi tenant suspend|resume|delete|export|usage</c>.</summary>
internal static class TenantStandingCommands
{
    public static Command Suspend(CommandRunner runner, Argument<string?> id, Func<Session, string> name)
    {
        var reason = new Option<string?>("--reason") { Description = "Why, for the tenant's users: they see it with every call.", HelpName = "text" };
        var output = new OutputOption();
        var command = new Command("suspend", "Refuses the tenant's calls and ends its streams, until it is resumed. Nothing is lost.") { id, reason, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new SuspendTenantRequest { Name = name(session), Reason = session.Get(reason) ?? "" };
            await ShowAsync(session, output, await session.Tenants.SuspendTenantAsync(request, session.Unary(cancellationToken)));
        });
    }

    public static Command Resume(CommandRunner runner, Argument<string?> id, Func<Session, string> name)
    {
        var output = new OutputOption();
        var command = new Command("resume", "Takes the tenant's calls again, also of one that is to be deleted.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
            await ShowAsync(session, output, await session.Tenants.ResumeTenantAsync(new() { Name = name(session) }, session.Unary(cancellationToken))));
    }

    public static Command Delete(CommandRunner runner, Argument<string?> id, Func<Session, string> name)
    {
        var confirm = new Option<string?>("--confirm") { Description = "The tenant's id once more: everything of it would be deleted.", HelpName = "id" };
        var grace = new Option<int?>("--grace-days") { Description = "Days until everything is deleted; 'kpi tenant resume' undoes it until then. Default 7.", HelpName = "days" };
        var output = new OutputOption();
        var command = new Command("delete", "Has everything of a tenant deleted after a time of grace.") { id, confirm, grace, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new DeleteTenantRequest
            {
                Name = name(session),
                ConfirmTenantId = session.Get(confirm) ?? throw CliException.Usage($"everything of '{ResourceNames.LastSegment(name(session))}' would be deleted; to say that you mean it, give its id once more with --confirm"),
                Grace = session.Get(grace) is { } days ? Duration.FromTimeSpan(TimeSpan.FromDays(days)) : null,
            };
            await ShowAsync(session, output, await session.Tenants.DeleteTenantAsync(request, session.Unary(cancellationToken)));
        });
    }

    public static Command Export(CommandRunner runner, Argument<string?> id, Func<Session, string> name)
    {
        var file = new Option<string?>("--file", "-f") { Description = "File to write. Default: the standard output.", HelpName = "file" };
        var command = new Command("export", "Writes everything stored of a tenant, as lines of JSON.") { id, file };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            using var call = session.Tenants.ExportTenant(new() { Name = name(session) }, cancellationToken: cancellationToken);
            await JsonPieces.WriteAsync(session, session.Get(file), ReadAsync(call.ResponseStream, cancellationToken), cancellationToken);
        });
    }

    public static Command Usage(CommandRunner runner, Argument<string?> id, Func<Session, string> name)
    {
        var output = new OutputOption();
        var command = new Command("usage", "Shows how much of the platform a tenant uses.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var usage = await session.Tenants.GetTenantUsageAsync(new() { Name = name(session) }, session.Unary(cancellationToken));
            await UsageView.View.WriteOneAsync(session.Environment, session.Get(output), usage, UsageView.Details);
        });
    }

    private static Task ShowAsync(Session session, OutputOption output, Tenant tenant) =>
        TenantView.View.WriteOneAsync(session.Environment, session.Get(output), tenant, TenantView.Details);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        IAsyncStreamReader<ExportTenantResponse> responses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await responses.MoveNext(cancellationToken))
            yield return responses.Current.JsonLines.Memory;
    }
}
