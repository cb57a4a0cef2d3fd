using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.Health;
using KpiPlatform.Protocol.Reflection.V1;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Access;

/// <summary>Who is let in.</summary>
public sealed class AccessTests
{
    private const string Key = "kpi_0123456789abcdef0123456789abcdef";
    private const string OtherKey = "kpi_fedcba9876543210fedcba9876543210";

    [Fact]
    public async Task Call_WithoutKey_UnauthenticatedSayingWhatToSend()
    {
        await using var server = await StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, async () => await server.Tenants.ListTenantsAsync(new()));

        details.Reason.ShouldBe("ACCESS_KEY_MISSING");
        details.Status.Message.ShouldContain("authorization: Bearer kpi_");
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Basic " + Key)]
    [InlineData(Key)]
    public async Task Call_WithBadKey_Unauthenticated(string header)
    {
        await using var server = await StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.Unauthenticated, async () => await server.Tenants.ListTenantsAsync(new(), Header(header)));

        details.Reason.ShouldBe("ACCESS_KEY_INVALID");
        details.Status.Message.ShouldNotContain(Key);
    }

    [Theory]
    [InlineData("Bearer kpi_wrong")]
    [InlineData("Bearer " + Key + "x")]
    public async Task Call_WithAMistypedKey_IsTold(string header)
    {
        await using var server = await StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.Unauthenticated, async () => await server.Tenants.ListTenantsAsync(new(), Header(header)));

        details.Reason.ShouldBe("ACCESS_KEY_MALFORMED");
        details.Status.Message.ShouldNotContain(Key);
        server.Ports.Keys.Lookups.ShouldBe(0);
    }

    [Theory]
    [InlineData("Bearer " + Key)]
    [InlineData("bearer " + OtherKey)]
    public async Task Call_WithAnyOfTheKeys_IsLetIn(string header)
    {
        await using var server = await StartAsync();

        (await server.Tenants.ListTenantsAsync(new(), Header(header))).Tenants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Call_BadRequestWithoutKey_IsUnauthenticatedNotInvalid()
    {
        await using var server = await StartAsync();

        await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, async () => await server.Tenants.GetTenantAsync(new() { Name = "nonsense" }));
    }

    [Fact]
    public async Task Call_OfAMessageThatIsNoneOrTooLargeWithoutKey_IsUnauthenticatedUnread()
    {
        await using var server = await StartAsync();
        var raw = new Method<byte[], byte[]>(MethodType.Unary, "kpi.v1.TenantService", "GetTenant", new(bytes => bytes, bytes => bytes), new(bytes => bytes, bytes => bytes));
        var invoker = server.Channel.CreateCallInvoker();

        foreach (var request in new[] { new byte[] { 0xFF, 0xFF, 0xFF }, new byte[5 << 20] })
            (await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, async () => await invoker.AsyncUnaryCall(raw, null, new CallOptions(), request))).Reason.ShouldBe("ACCESS_KEY_MISSING");
    }

    [Fact]
    public async Task Stream_WithoutKey_Unauthenticated()
    {
        await using var server = await StartAsync();
        using var record = server.Interactions.RecordInteractions();
        using var watch = server.Customers.WatchCustomer(new WatchCustomerRequest());

        await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, () => record.ResponseStream.MoveNext(CancellationToken.None));
        await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, () => watch.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Health_WithoutKey_IsAnswered()
    {
        await using var server = await StartAsync();

        (await new Protocol.Health.Health.HealthClient(server.Channel).CheckAsync(new())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task Reflection_WithoutKey_Unauthenticated()
    {
        await using var server = await StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();

        await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, () => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("kpi_short")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void Validate_KeyWithoutPrefixOrTooShort_IsRefusedWithoutShowingIt(string key)
    {
        var options = new GatewayOptions();
        options.AccessKeys.Add(key);

        Should.Throw<InvalidOperationException>(options.Validate).Message.ShouldNotContain(key);
    }

    private static Metadata Header(string value) => new() { { "authorization", value } };

    private static Task<GatewayServer> StartAsync() => GatewayServer.StartAsync(options =>
    {
        options.AllowAnonymous = false;
        options.AccessKeys.Add(Key);
        options.AccessKeys.Add(OtherKey);
    });
}
