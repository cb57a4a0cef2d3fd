using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using KpiPlatform.Protocol.Health;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Settings;

/// <summary>Access keys and what is refused without them.</summary>
public class AccessKeyTests
{
    private const string Key = "kpi_end_to_end_test_key";

    [Fact]
    public async Task Call_WithoutTheKey_IsUnauthenticated()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Anonymous = false;
        options.Key = "kpi_another_key_that_still_works, " + Key;
        await using var host = await TestHost.StartAsync(options);
        using var wrong = new KpiClient(host.Address, "kpi_wrong_key_wrong_key_wrong");
        using var right = new KpiClient(host.Address, Key);

        foreach (var client in new[] { host.Client, wrong })
        {
            var error = await Should.ThrowAsync<RpcException>(async () => await client.Tenants.ListTenantsAsync(new ListTenantsRequest()));
            error.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        }

        (await right.Tenants.ListTenantsAsync(new ListTenantsRequest())).Tenants.ShouldBeEmpty();

        // Load balancers have no key.
        (await host.Client.Health.CheckAsync(new HealthCheckRequest())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", "http://127.0.0.1:5081", "anonymous")]
    [InlineData("http://127.0.0.1:5080", "http://*:5081", "anonymous")]
    [InlineData("https://127.0.0.1:5080", "http://127.0.0.1:5081", "http")]
    [InlineData("127.0.0.1:5080", "http://127.0.0.1:5081", "http://host:port")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080", "5080")]
    [InlineData("http://example.org:5080", "http://127.0.0.1:5081", "example.org")]
    public async Task Start_OnAnAddressThatCannotBe_SaysWhy(string address, string webAddress, string mentioned)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Address = address;
        options.WebAddress = webAddress;

        var error = await Should.ThrowAsync<HostException>(() => TestHost.StartAsync(options));

        error.Message.ShouldContain(mentioned);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Start_WithAKeyThatIsTooShort_SaysSo()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Key = "secret";

        var error = await Should.ThrowAsync<HostException>(() => TestHost.StartAsync(options));

        error.Message.ShouldContain("kpi_");
        error.Message.ShouldNotContain("secret");
    }
}
