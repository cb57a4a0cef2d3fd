using System.CommandLine;
using System.Globalization;
using KpiPlatform.Cli.Access;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi login</c>, <c>kpi whoami</c>, <c>kpi profile list|use|delete</c>.</summary>
internal static class LoginCommands
{
    public static Command Login(CommandRunner runner)
    {
        var command = new Command(
            "login",
            "Asks for a key or a token, or reads it from the standard input, checks it with the server, and keeps it in a profile that only you can read. Name another profile with --profile.");
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var key = await session.Environment.ReadSecretAsync($"Key or token for {session.Address.GetLeftPart(UriPartial.Authority)}: ", cancellationToken);
            if (string.IsNullOrWhiteSpace(key))
                throw CliException.Usage("no key or token given");
            session.UseKey(key.Trim());
            var caller = await session.Access.WhoAmIAsync(new WhoAmIRequest(), session.Unary(cancellationToken));
            var tenant = caller.Tenant.Length > 0 ? ResourceNames.LastSegment(caller.Tenant) : session.GivenTenantId;
            var tls = session.Tls.Full();
            session.Profiles.Save(new Profile
            {
                Address = session.Address.GetLeftPart(UriPartial.Authority),
                Key = key.Trim(),
                Tenant = tenant,
                Ca = tls.Ca,
                ClientCertificate = tls.ClientCertificate,
                ClientKey = tls.ClientKey,
            });
            await session.Environment.Error.WriteLineAsync($"Signed in as {Describe(caller)}{Until(caller)}; profile '{session.Profiles.CurrentName}'.");
        });
    }

    public static Command WhoAmI(CommandRunner runner)
    {
        var output = new OutputOption(OutputFormat.Table, OutputFormat.Json);
        var command = new Command("whoami", "Says who you are to the server.") { output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var caller = await session.Access.WhoAmIAsync(new WhoAmIRequest(), session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync(session.Get(output) == OutputFormat.Json ? ProtoJson.Format(caller) : Describe(caller));
        });
    }

    public static Command Profiles(CommandRunner runner) =>
        new("profile", "Servers and keys that 'kpi login' keeps.") { List(runner), Use(runner), Delete(runner) };

    private static Command List(CommandRunner runner) =>
        runner.Handle(new Command("list", "Lists profiles, the one in use with a star; never the keys."), async (session, _) =>
        {
            var current = session.Profiles.CurrentName;
            foreach (var (name, profile) in session.Profiles.All)
                await session.Environment.Output.WriteLineAsync($"{(name == current ? '*' : ' ')} {name}  {profile.Address}  {profile.Tenant ?? "platform"}");
            if (session.Profiles.All.Count == 0)
                await session.Environment.Error.WriteLineAsync("No profiles; 'kpi login' makes one.");
        });

    private static Command Use(CommandRunner runner) => Named(runner, "use", "Uses a profile from now on.", (profiles, name) => profiles.Use(name));

    private static Command Delete(CommandRunner runner) =>
        Named(runner, "delete", "Forgets a profile and its key. The key itself goes on; see 'kpi key revoke'.", (profiles, name) => profiles.Delete(name));

    private static Command Named(CommandRunner runner, string verb, string description, Func<ProfileFile, string, bool> act)
    {
        var name = new Argument<string>("name") { Description = "Name of the profile." };
        return runner.Handle(new Command(verb, description) { name }, (session, _) =>
            act(session.Profiles, session.Get(name)) ? Task.CompletedTask : throw CliException.Usage($"there is no profile '{session.Get(name)}'"));
    }

    /// <summary>Tokens last for hours; whoever keeps one is to know.</summary>
    private static string Until(WhoAmIResponse caller) =>
        caller.ExpireTime is { } end ? string.Create(CultureInfo.InvariantCulture, $" until {end.ToDateTime():yyyy-MM-dd HH:mm} UTC") : string.Empty;

    private static string Describe(WhoAmIResponse caller) =>
        $"{caller.Principal} of {(caller.Tenant.Length > 0 ? caller.Tenant : "the platform")} ({KeyView.Roles(caller.Roles)})";
}
