using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using KpiPlatform.Cli.Auditing;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi audit list|export|verify</c>.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandRunner runner) =>
        new("audit", "Who did what from where, and whether they were let.") { List(runner), Export(runner), Verify(runner) };

    private static Command List(CommandRunner runner)
    {
        var platform = PlatformOption();
        var denied = new Option<bool>("--denied") { Description = "Only calls that were refused." };
        var principal = new Option<string?>("--principal") { Description = "Only of this one, such as key:3f2a.", HelpName = "id" };
        var method = new Option<string?>("--method") { Description = "Only of this method, such as /kpi.v1.CustomerService/EraseCustomer.", HelpName = "name" };
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("list", "Lists the log, oldest first.") { platform, denied, principal, method, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new ListAuditEventsRequest
            {
                Parent = Parent(session, platform),
                DeniedOnly = session.Get(denied),
                Principal = session.Get(principal) ?? "",
                Method = session.Get(method) ?? "",
            };
            await AuditView.Events.WriteListAsync(session.Environment, session.Get(output), Events(session, request, session.Get(limit), cancellationToken), "Nothing.", cancellationToken);
        });
    }

    private static Command Export(CommandRunner runner)
    {
        var platform = PlatformOption();
        var command = new Command("export", "Writes the whole log as lines of JSON, digests included.") { platform };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new ListAuditEventsRequest { Parent = Parent(session, platform) };
            await foreach (var one in Events(session, request, limit: 0, cancellationToken))
                await session.Environment.Output.WriteLineAsync(JsonFormatter.Default.Format(one));
        });
    }

    private static Command Verify(CommandRunner runner)
    {
        var platform = PlatformOption();
        var pinned = new Option<string?>("--pinned") { Description = "A head that was written down before, as this command shows it: the log must still hold it.", HelpName = "number:digest" };
        var output = new OutputOption();
        var command = new Command("verify", "Checks that no entry was altered, removed or moved; exit code 1 if one was.") { platform, pinned, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var (sequence, digest) = ParsePin(session.Get(pinned), session.Get(platform));
            var request = new VerifyAuditLogRequest { Parent = Parent(session, platform), PinnedSequence = sequence, PinnedDigest = digest };

            // As long as it takes: no deadline.
            var response = await session.Audit.VerifyAuditLogAsync(request, cancellationToken: cancellationToken);
            await AuditView.Verification.WriteOneAsync(session.Environment, session.Get(output), response, AuditView.Details);
            return response.Problem.Length == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
    }

    private static Option<bool> PlatformOption() => new("--platform") { Description = "The platform's own log instead of a tenant's." };

    private static string Parent(Session session, Option<bool> platform) => session.Get(platform) ? "" : session.TenantId is null
        ? throw CliException.Usage("no tenant given; name one with --tenant or KPI_TENANT, or give --platform for the platform's own log")
        : session.Tenant;

    private static IAsyncEnumerable<AuditEvent> Events(Session session, ListAuditEventsRequest wanted, int limit, CancellationToken cancellationToken) =>
        ListOptions.PageAsync(session, limit, async (size, token, ct) =>
        {
            var request = wanted.Clone();
            (request.PageSize, request.PageToken) = (size, token);
            var page = await session.Audit.ListAuditEventsAsync(request, session.Unary(ct));
            return ((IReadOnlyList<AuditEvent>)page.Events, page.NextPageToken);
        }, cancellationToken);

    private static (long Sequence, ByteString Digest) ParsePin(string? text, bool isPlatform)
    {
        if (text is null)
            return (0, ByteString.Empty);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && text.Length - colon - 1 == 64)
        {
            try
            {
                return (sequence, ByteString.CopyFrom(Convert.FromHexString(text.AsSpan(colon + 1))));
            }
            catch (FormatException)
            {
                // Told below.
            }
        }

        throw CliException.Usage($"--pinned is written number:digest, as 'kpi audit verify{(isPlatform ? " --platform" : "")}' shows the head; '{text}' is not");
    }
}
