using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Access;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi key create|list|rotate|revoke</c>.</summary>
internal static class KeyCommand
{
    public static Command Create(CommandRunner runner) =>
        new("key", "Makes, lists, replaces and ends the keys that open a tenant.") { CreateKey(runner), List(runner), Rotate(runner), Revoke(runner) };

    private static Command CreateKey(CommandRunner runner)
    {
        var principal = new Argument<string>("principal") { Description = "Who uses it: a service, or a pseudonym of a person." };
        var roles = new Option<string[]>("--role")
        {
            Description = "ingest, viewer, editor or tenant-admin; several add up. With --platform: platform-admin.",
            HelpName = "role",
            AllowMultipleArgumentsPerToken = true,
        };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "Narrow it to a service (InteractionService) or a method (InteractionService/RecordInteractions).",
            HelpName = "scope",
            AllowMultipleArgumentsPerToken = true,
        };
        var expires = new Option<string?>("--expires") { Description = "When it ends by itself, such as 2027-01-01T00:00:00Z.", HelpName = "time" };
        var platform = PlatformOption();
        var output = new OutputOption(OutputFormat.Table, OutputFormat.Json);
        var command = new Command("create", "Makes a key and prints it, this once.") { principal, roles, scopes, expires, platform, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var isPlatform = session.Get(platform);
            var key = new Key { Principal = session.Get(principal), Scopes = { session.Get(scopes) ?? [] } };
            var named = (session.Get(roles) ?? []).Select(Role).ToList();
            key.Roles.Add(named.Count == 0 && isPlatform ? [Protocol.V1.Role.PlatformAdmin] : named);
            if (key.Roles.Count == 0)
                throw CliException.Usage("give the key a role with --role: ingest, viewer, editor or tenant-admin");
            key.ExpireTime = Instant(session.Get(expires), "--expires");
            var request = new CreateKeyRequest { Parent = isPlatform ? "" : session.Tenant, Key = key };
            var response = await session.Access.CreateKeyAsync(request, session.Unary(cancellationToken));
            await ShowAsync(session, session.Get(output), response, response.Secret, response.Key);
        });
    }

    private static Command List(CommandRunner runner)
    {
        var platform = PlatformOption();
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("list", "Lists keys, those that are over included; never the keys themselves.") { platform, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Get(platform) ? "" : session.Tenant;
            var keys = ListOptions.PageAsync(session, session.Get(limit), async (size, token, ct) =>
            {
                var page = await session.Access.ListKeysAsync(new ListKeysRequest { Parent = parent, PageSize = size, PageToken = token }, session.Unary(ct));
                return ((IReadOnlyList<Key>)page.Keys, page.NextPageToken);
            }, cancellationToken);
            await KeyView.View.WriteListAsync(session.Environment, session.Get(output), keys, "No keys.", cancellationToken);
        });
    }

    private static Command Rotate(CommandRunner runner)
    {
        var id = IdArgument();
        var platform = PlatformOption();
        var overlap = new Option<TimeSpan?>("--overlap") { Description = "How long the old key works on, as days.hours:minutes:seconds. Default 1.00:00:00.", HelpName = "time" };
        var output = new OutputOption(OutputFormat.Table, OutputFormat.Json);
        var command = new Command("rotate", "Makes a key in place of another, prints it this once, and lets the old one end after an overlap.") { id, platform, overlap, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new RotateKeyRequest { Name = Name(session, id, platform) };
            if (session.Get(overlap) is { } time)
                request.Overlap = Duration.FromTimeSpan(time);
            var response = await session.Access.RotateKeyAsync(request, session.Unary(cancellationToken));
            await ShowAsync(session, session.Get(output), response, response.Secret, response.Key);
        });
    }

    private static Command Revoke(CommandRunner runner)
    {
        var id = IdArgument();
        var platform = PlatformOption();
        var command = new Command("revoke", "Ends a key for good; its open streams end within 5 s.") { id, platform };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var key = await session.Access.RevokeKeyAsync(new RevokeKeyRequest { Name = Name(session, id, platform) }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"revoked {ResourceNames.LastSegment(key.Name)}");
        });
    }

    /// <summary>The key alone on the output, so that it can be piped into where it belongs.</summary>
    private static async Task ShowAsync(Session session, OutputFormat format, IMessage response, string secret, Key key)
    {
        if (format == OutputFormat.Json)
        {
            await session.Environment.Output.WriteLineAsync(ProtoJson.Format(response));
            return;
        }

        await session.Environment.Error.WriteLineAsync(
            $"Key {ResourceNames.LastSegment(key.Name)} of {key.Principal} ({KeyView.Roles(key.Roles)}). It is shown this once and can't be had again:");
        await session.Environment.Output.WriteLineAsync(secret);
    }

    private static Role Role(string text)
    {
        foreach (var role in System.Enum.GetValues<Role>())
        {
            if (role != Protocol.V1.Role.Unspecified && string.Equals(KeyView.Name(role), text.Replace('_', '-'), StringComparison.OrdinalIgnoreCase))
                return role;
        }

        throw CliException.Usage($"'{text}' is no role; give ingest, viewer, editor, tenant-admin or platform-admin");
    }

    private static Timestamp? Instant(string? text, string option)
    {
        if (text is null)
            return null;
        return NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } time
            ? time.Value.ToInstant().ToDateTimeUtc().ToTimestamp()
            : throw CliException.Usage($"{option} is a time such as 2027-01-01T00:00:00Z; '{text}' is not");
    }

    private static Option<bool> PlatformOption() => new("--platform") { Description = "Of the platform, not of a tenant; for platform admins." };

    private static Argument<string> IdArgument() => new("key") { Description = "Id of the key, as 'kpi key list' shows it." };

    private static string Name(Session session, Argument<string> id, Option<bool> platform)
    {
        var key = ResourceNames.LastSegment(session.Get(id));
        return session.Get(platform) ? $"keys/{key}" : $"{session.Tenant}/keys/{key}";
    }
}
