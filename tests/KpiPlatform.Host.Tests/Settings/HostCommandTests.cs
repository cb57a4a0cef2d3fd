using System.CommandLine;
using KpiPlatform.Host.Settings;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Tests.Settings;

/// <summary>Command line before environment before default. The environment is the process's own, so these run one after the other.</summary>
public class HostCommandTests
{
    private const string Variable = "Kpi__ShutdownTimeout";

    [Fact]
    public async Task Parse_Nothing_GivesDefaults()
    {
        var options = await ReadAsync();

        options.Database.ShouldBeNull();
        options.Address.ShouldBe("http://127.0.0.1:5080");
        options.WebAddress.ShouldBe("http://127.0.0.1:5081");
        options.Key.ShouldBeNull();
        options.AccessKeys().ShouldBeEmpty();
        options.FirstKeyFile.ShouldBeNull();
        options.Anonymous.ShouldBeFalse();
        options.LogLevel.ShouldBe(LogLevel.Information);
        options.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        options.Demo.ShouldBeFalse();
        options.AllowUnsafeDurability.ShouldBeFalse();
    }

    [Fact]
    public async Task Parse_Everything_TakesIt()
    {
        var options = await ReadAsync(
            "--database", "some.db", "--address", "http://127.0.0.1:1", "--web-address", "http://127.0.0.1:2", "--key", "kpi_a,kpi_b , ", "--first-key-file", "first.key", "--anonymous",
            "--otlp-endpoint", "http://127.0.0.1:4317", "--log-level", "debug", "--shutdown-timeout", "00:01:00", "--allow-unsafe-durability", "--demo");

        options.Database.ShouldBe("some.db");
        options.Address.ShouldBe("http://127.0.0.1:1");
        options.WebAddress.ShouldBe("http://127.0.0.1:2");
        options.AccessKeys().ShouldBe(["kpi_a", "kpi_b"]);
        options.OtlpEndpoint.ShouldBe("http://127.0.0.1:4317");
        options.LogLevel.ShouldBe(LogLevel.Debug);
        options.ShutdownTimeout.ShouldBe(TimeSpan.FromMinutes(1));
        options.AllowUnsafeDurability.ShouldBeTrue();
        options.Demo.ShouldBeTrue();
        options.FirstKeyFile.ShouldBe("first.key");
        options.Anonymous.ShouldBeTrue();
    }

    [Fact]
    public async Task Parse_WithAnEnvironmentVariable_PrefersTheCommandLine()
    {
        Environment.SetEnvironmentVariable(Variable, "00:00:07");
        try
        {
            (await ReadAsync()).ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(7));
            (await ReadAsync("--shutdown-timeout", "00:00:09")).ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(9));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Theory]
    [InlineData("Kpi__TenantRol", "TenantRole")]
    [InlineData("Kpi__Tls__Certifcate", "Certificate")]
    public async Task Parse_WithAVariableThatNothingReads_RefusesItAndNamesThoseThereAre(string name, string meant)
    {
        Environment.SetEnvironmentVariable(name, "kpi_tenant");
        try
        {
            var refused = await Should.ThrowAsync<HostException>(() => ReadAsync());

            refused.Message.ShouldContain(name);
            refused.Message.ShouldContain(meant);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Theory]
    [InlineData("Kpi__Jwt__Types__0", "at+jwt")]
    [InlineData("KPI__LIMITS__CONNECTIONSMAX", "100")]
    public async Task Parse_WithAVariableOfAListOrInAnotherCase_TakesIt(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        try
        {
            await ReadAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    private static async Task<KpiHostOptions> ReadAsync(params string[] arguments)
    {
        KpiHostOptions? read = null;
        var command = new HostCommand().Create(name: null, (options, _) =>
        {
            read = options;
            return Task.FromResult(0);
        });
        (await command.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })).ShouldBe(0);
        return read.ShouldNotBeNull();
    }
}
