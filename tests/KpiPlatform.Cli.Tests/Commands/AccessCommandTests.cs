using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

/// <summary><c>kpi login|whoami|profile|key|audit</c>. Profiles go to a file of the test's own.</summary>
public sealed class AccessCommandTests : IAsyncLifetime
{
    private const string Key = "kpi_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private readonly string _folder = Directory.CreateTempSubdirectory("kpi-cli-").FullName;
    private FakeServer _server = null!;

    private string Profiles => Path.Combine(_folder, "kpi", "profiles.json");

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Login_Key_IsCheckedAndKeptWhereOnlyItsOwnerReads()
    {
        var run = await RunAsync(Key + "\n", "login", "--address", _server.Address);

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Error.ShouldContain("key:abc of tenants/acme (viewer)");
        (run.Output + run.Error).ShouldNotContain(Key);
        _server.Access.LastAuthorization.ShouldBe("Bearer " + Key);
        (await File.ReadAllTextAsync(Profiles)).ShouldContain(Key);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Profiles).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // From now on nothing has to be said: address, key and tenant are the profile's.
        (await RunAsync("", "tenant", "get")).ExitCode.ShouldBe(ExitCodes.Success);
        _server.Tenants.LastAuthorization.ShouldBe("Bearer " + Key);
    }

    [Fact]
    public async Task Login_Token_IsKeptAndItsEndTold()
    {
        const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
        _server.Access.Caller = new() { Tenant = "tenants/acme", Principal = "jwt:abc", Roles = { Role.Editor }, ExpireTime = new Timestamp { Seconds = 1_750_000_000 } };

        var run = await RunAsync(Token + "\n", "login", "--address", _server.Address);

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Error.ShouldContain("until 2025-06-15 15:06 UTC");
        await RunAsync("", "whoami");
        _server.Access.LastAuthorization.ShouldBe("Bearer " + Token);
    }

    [Theory]
    [InlineData("wrong\n")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Login_KeyThatOpensNothing_IsNotKept(string input)
    {
        var run = await RunAsync(input, "login", "--address", _server.Address);

        run.ExitCode.ShouldNotBe(ExitCodes.Success);
        File.Exists(Profiles).ShouldBeFalse();
    }

    [Fact]
    public async Task Profile_KeyOfOneServer_GoesToNoOther()
    {
        await RunAsync(Key + "\n", "login", "--address", _server.Address);
        await using var other = await FakeServer.StartAsync();

        await RunAsync("", "whoami", "--address", other.Address);

        other.Access.LastAuthorization.ShouldBeNull();
    }

    [Fact]
    public async Task Profile_ListUseDelete_TellProfilesApartAndNeverShowKeys()
    {
        await RunAsync(Key + "\n", "login", "--address", _server.Address);
        _server.Access.Caller = new() { Principal = "key:admin", Roles = { Role.PlatformAdmin } };
        var login = await RunAsync("kpi_other\n", "login", "--address", _server.Address, "--profile", "admin");
        login.ExitCode.ShouldBe(ExitCodes.Success, login.Error);

        var list = await RunAsync("", "profile", "list");
        list.OutputLines.Length.ShouldBe(2);
        list.Output.ShouldContain($"* admin  {_server.Address}  platform");
        list.Output.ShouldContain($"  default  {_server.Address}  acme");
        list.Output.ShouldNotContain("kpi_");

        (await RunAsync("", "profile", "use", "default")).ExitCode.ShouldBe(ExitCodes.Success);
        (await RunAsync("", "profile", "list")).Output.ShouldContain("* default");
        (await RunAsync("", "profile", "delete", "default")).ExitCode.ShouldBe(ExitCodes.Success);
        (await File.ReadAllTextAsync(Profiles)).ShouldNotContain(Key);
        (await RunAsync("", "profile", "use", "default")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await RunAsync("", "whoami", "--profile", "nobody")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task WhoAmI_AsJson_IsTheServersAnswer()
    {
        var run = await RunAsync("", "whoami", "--address", _server.Address, "-o", "json");

        JsonDocument.Parse(run.Output).RootElement.GetProperty("principal").GetString().ShouldBe("key:abc");
    }

    [Fact]
    public async Task KeyCreate_PrintsTheKeyAloneOnTheOutput()
    {
        var run = await RunAsync("", "key", "create", "importer", "--role", "ingest", "--scope", "InteractionService", "--expires", "2027-01-01T00:00:00Z", "--tenant", "acme", "--address", _server.Address);

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldBe([FakeAccess.Secret]);
        run.Error.ShouldNotContain(FakeAccess.Secret);
        var sent = _server.Access.LastCreate!;
        sent.Parent.ShouldBe("tenants/acme");
        sent.Key.Principal.ShouldBe("importer");
        sent.Key.Roles.ShouldBe([Role.Ingest]);
        sent.Key.Scopes.ShouldBe(["InteractionService"]);
        sent.Key.ExpireTime.Seconds.ShouldBe(1_798_761_600);
    }

    [Theory]
    [InlineData("key", "create", "importer", "--tenant", "acme")]
    [InlineData("key", "create", "importer", "--tenant", "acme", "--role", "boss")]
    [InlineData("key", "create", "importer", "--tenant", "acme", "--role", "ingest", "--expires", "tomorrow")]
    [InlineData("audit", "verify", "--tenant", "acme", "--pinned", "7")]
    public async Task Commands_ThatSayTooLittle_AreUsageErrors(params string[] args)
    {
        (await RunAsync("", [.. args, "--address", _server.Address])).ExitCode.ShouldBe(ExitCodes.Usage);

        _server.Access.LastCreate.ShouldBeNull();
    }

    [Fact]
    public async Task KeyListRotateRevoke_NameWhatTheyAreOf()
    {
        var list = await RunAsync("", "key", "list", "--tenant", "acme", "--address", _server.Address);
        list.Output.ShouldContain("importer");
        list.Output.ShouldContain("old");

        (await RunAsync("", "key", "rotate", "abc", "--overlap", "02:00:00", "--tenant", "acme", "--address", _server.Address)).OutputLines.ShouldBe([FakeAccess.Secret]);
        _server.Access.LastRotate!.Name.ShouldBe("tenants/acme/keys/abc");
        _server.Access.LastRotate.Overlap.ToTimeSpan().ShouldBe(TimeSpan.FromHours(2));

        (await RunAsync("", "key", "revoke", "abc", "--platform", "--address", _server.Address)).Output.ShouldContain("revoked abc");
        _server.Access.LastRevoke!.Name.ShouldBe("keys/abc");
    }

    [Fact]
    public async Task Audit_OfNoTenant_SaysHowThePlatformsOwnLogIsNamed()
    {
        foreach (var command in (string[])["list", "export", "verify"])
        {
            var run = await RunAsync("", "audit", command, "--address", _server.Address);
            run.ExitCode.ShouldBe(ExitCodes.Usage);
            run.Error.ShouldContain("--platform");
        }

        (await RunAsync("", "audit", "verify", "--platform", "--pinned", "7", "--address", _server.Address)).Error.ShouldContain("kpi audit verify --platform");
    }

    [Fact]
    public async Task AuditList_Filters_GoToTheServerAndAllPagesAreRead()
    {
        var run = await RunAsync("", "audit", "list", "--denied", "--principal", "key:abc", "--tenant", "acme", "--address", _server.Address);

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Output.ShouldContain("ROLE_MISSING");
        _server.Audit.Lists.Count.ShouldBe(2);
        _server.Audit.Lists.ShouldAllBe(list => list.Parent == "tenants/acme" && list.DeniedOnly && list.Principal == "key:abc");
    }

    [Fact]
    public async Task AuditExport_IsALineOfJsonForEachEvent()
    {
        var run = await RunAsync("", "audit", "export", "--platform", "--address", _server.Address);

        run.OutputLines.Length.ShouldBe(2);
        run.OutputLines.ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.GetProperty("principal").GetString() == "key:abc");
        _server.Audit.Lists.ShouldAllBe(list => list.Parent.Length == 0);
    }

    [Fact]
    public async Task AuditVerify_Pinned_FailsWhenSomethingIsWrong()
    {
        var pin = "2:" + new string('0', 64);
        (await RunAsync("", "audit", "verify", "--pinned", pin, "--tenant", "acme", "--address", _server.Address)).ExitCode.ShouldBe(ExitCodes.Success);
        _server.Audit.LastVerify!.PinnedSequence.ShouldBe(2);
        _server.Audit.LastVerify.PinnedDigest.Length.ShouldBe(32);

        _server.Audit.Verification = new() { EventsCount = 2, Problem = "Entry 2 was altered.", FirstBadSequence = 2 };
        var run = await RunAsync("", "audit", "verify", "--tenant", "acme", "--address", _server.Address);
        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Output.ShouldContain("altered");
    }

    private async Task<CliRun> RunAsync(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var environment = CliRun.Environment(address: null, output, error, input) with { GetVariable = name => name == "XDG_CONFIG_HOME" ? _folder : null, Width = 200 };
        var exitCode = await new KpiApplication(environment).RunAsync(args, limit.Token);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
