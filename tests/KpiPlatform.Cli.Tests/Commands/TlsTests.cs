using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Host;
using KpiPlatform.Testing.Tls;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

/// <summary>A server with TLS that asks for certificates.</summary>
public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private const string Key = "kpi_0123456789abcdefghij";
    private readonly TestAuthority _authority = new();
    private readonly Dictionary<string, string> _variables = [];
    private KpiHost _host = null!;
    private (string Certificate, string Key) _client;

    public async Task InitializeAsync()
    {
        using var server = _authority.SignServer();
        using var client = _authority.SignClient();
        var (certificate, key) = _authority.WritePem(server);
        _client = _authority.WritePem(client, "client");
        var options = new KpiHostOptions
        {
            Database = _authority.PathOf("kpi.db"),
            Address = "https://127.0.0.1:0",
            WebAddress = "http://127.0.0.1:0",
            Key = Key,
            LogLevel = LogLevel.None,
            Tls = { Certificate = certificate, Key = key, ClientCa = _authority.CaPath },
        };
        _host = await KpiHost.StartAsync(options, configure: null, CancellationToken.None);
        _variables["KPI_ADDRESS"] = _host.Address.GetLeftPart(UriPartial.Authority);
        _variables["KPI_PROFILES"] = _authority.PathOf("profiles.json");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Login_WithAuthorityAndCertificate_KeepsWhereTheyAreForLaterCommands()
    {
        var login = await RunAsync(Key, "login", "--ca", _authority.CaPath, "--client-certificate", _client.Certificate, "--client-key", _client.Key);
        login.ExitCode.ShouldBe(ExitCodes.Success, login.Error);

        (await RunAsync("", "whoami")).Output.ShouldContain("platform");
    }

    [Fact]
    public async Task Command_WithVariables_ConnectsAndWithoutThemDoesNot()
    {
        _variables["KPI_KEY"] = Key;
        (await RunAsync("", "whoami")).ExitCode.ShouldBe(ExitCodes.Failure);
        _variables["KPI_CA"] = _authority.CaPath;
        (await RunAsync("", "whoami")).ExitCode.ShouldBe(ExitCodes.Failure);
        _variables["KPI_CLIENT_CERTIFICATE"] = _client.Certificate;
        _variables["KPI_CLIENT_KEY"] = _client.Key;
        (await RunAsync("", "whoami")).ExitCode.ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task Command_WithFilesThatCannotBeUsed_SaysWhich()
    {
        await FailsAsync("missing.pem", "--ca", _authority.PathOf("missing.pem"));
        await FailsAsync("client.key", "--ca", _client.Key);
        await FailsAsync("unencrypted", "--client-certificate", _client.Certificate);
        await FailsAsync("--client-certificate", "--client-key", _client.Key);
        _variables["KPI_ADDRESS"] = "http://127.0.0.1:1";
        await FailsAsync("https://", "--ca", _authority.CaPath);
    }

    private async Task FailsAsync(string mentioned, params string[] options)
    {
        var run = await RunAsync("", ["whoami", .. options]);
        run.ExitCode.ShouldBe(ExitCodes.Usage, run.Error);
        run.Error.ShouldContain(mentioned);
    }

    private async Task<CliRun> RunAsync(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var environment = CliRun.Environment(address: null, output, error, input) with { GetVariable = _variables.GetValueOrDefault };
        return new(await new KpiApplication(environment).RunAsync(args, limit.Token), output.ToString(), error.ToString());
    }
}
