using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Gateway.Tests.Access.Tokens;

/// <summary>Tokens as credentials of calls, on a real server.</summary>
public sealed class JwtCallTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task Call_WithAGoodToken_IsTheTenantsWithItsRoles()
    {
        await using var server = await StartAsync();
        var header = TestKeys.Header(Token("acme", "viewer"));

        var who = await server.Access.WhoAmIAsync(new(), header);

        who.Tenant.ShouldBe("tenants/acme");
        who.Roles.ShouldBe([Protocol.V1.Role.Viewer]);
        who.Principal.ShouldStartWith("jwt:");
        who.Principal.ShouldNotContain("ann");
        who.ExpireTime.ShouldNotBeNull();
        (await DeniedAsync(StatusCode.PermissionDenied, () => server.Tenants.GetTenantAsync(new() { Name = "tenants/other" }, header).ResponseAsync)).Reason.ShouldBe("TENANT_DENIED");
        (await DeniedAsync(StatusCode.PermissionDenied, () => server.Tenants.ListTenantsAsync(new(), header).ResponseAsync)).Reason.ShouldBe("ROLE_MISSING");
    }

    [Fact]
    public async Task Call_WithANarrowedToken_OpensNoMoreThanThat()
    {
        await using var server = await StartAsync();
        var claims = TestIssuer.Claims(TimeProvider.System.GetUtcNow(), "acme", "tenant-admin");
        claims["kpi_scope"] = "CustomerService openid";
        var header = TestKeys.Header(_issuer.Sign(TestIssuer.Header(), claims));

        (await DeniedAsync(StatusCode.PermissionDenied, () => server.Access.WhoAmIAsync(new(), header).ResponseAsync)).Reason.ShouldBe("SCOPE_MISSING");
    }

    [Fact]
    public async Task Call_WithTokensThatAreWrong_TellsNothingOfThem()
    {
        await using var server = await StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        using var stranger = new TestIssuer();
        var expired = TestIssuer.Claims(now.AddHours(-1), "acme", "viewer");
        var future = TestIssuer.Claims(now.AddHours(1), "acme", "viewer");
        var tenantless = TestIssuer.Claims(now, tenant: null, "viewer");
        var cases = new (string Token, string Reason)[]
        {
            (stranger.Token(now, "acme", "viewer"), "TOKEN_INVALID"),
            (_issuer.Sign(TestIssuer.Header("ES256", "unknown"), TestIssuer.Claims(now)), "TOKEN_INVALID"),
            (_issuer.Sign(TestIssuer.Header(), expired), "TOKEN_EXPIRED"),
            (stranger.Sign(TestIssuer.Header(), expired), "TOKEN_INVALID"),
            (_issuer.Sign(TestIssuer.Header(), future), "TOKEN_NOT_YET_VALID"),
            (_issuer.Sign(TestIssuer.Header(), tenantless), "TOKEN_CLAIMS"),
            ("xyzzy.plugh.qwert", "TOKEN_MALFORMED"),
            (new string('a', 9_000) + ".b.c", "TOKEN_MALFORMED"),
        };
        foreach (var (token, reason) in cases)
        {
            var details = await DeniedAsync(StatusCode.Unauthenticated, () => server.Access.WhoAmIAsync(new(), TestKeys.Header(token)).ResponseAsync);
            details.Reason.ShouldBe(reason);
            var told = details.Status.ToString();
            told.ShouldNotContain("ann");
            told.ShouldNotContain(TestIssuer.Name);
            foreach (var part in token.Split('.').Where(part => part.Length > 3))
                told.ShouldNotContain(part);
        }

        server.Ports.Audit.Denials.Count.ShouldBe(cases.Length);
    }

    [Fact]
    public async Task Call_WhereNoTokensAreTaken_IsRefusedAsAnyOtherText()
    {
        await using var server = await GatewayServer.StartAsync(options => options.AllowAnonymous = false);

        var details = await DeniedAsync(StatusCode.Unauthenticated, () => server.Access.WhoAmIAsync(new(), TestKeys.Header(Token("acme", "viewer"))).ResponseAsync);

        details.Reason.ShouldBeOneOf("ACCESS_KEY_INVALID", "ACCESS_KEY_MALFORMED");
    }

    [Fact]
    public async Task Call_AfterTheEndOfATokenThatWasGood_IsRefused()
    {
        var time = new ManualTimeProvider();
        await using var server = await StartAsync(time: time);
        var header = TestKeys.Header(_issuer.Token(time.GetUtcNow(), "acme", "viewer"));
        await server.Access.WhoAmIAsync(new(), header);

        time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(31));

        (await DeniedAsync(StatusCode.Unauthenticated, () => server.Access.WhoAmIAsync(new(), header).ResponseAsync)).Reason.ShouldBe("TOKEN_EXPIRED");
    }

    [Fact]
    public async Task Stream_WhoseTokenEnds_EndsUnauthenticated()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync(time: time);
        using var call = server.Interactions.RecordInteractions(TestKeys.Header(_issuer.Token(time.GetUtcNow(), "acme", "ingest")));
        (await call.SendAsync(Samples.Batch(1, "ann"))).AcceptedCount.ShouldBe(1);

        time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(31));

        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, () => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        details.Reason.ShouldBe("TOKEN_EXPIRED");
    }

    [Fact]
    public async Task Keys_FileChanges_AreInForceAndABrokenFileChangesNothing()
    {
        var path = Path.Combine(Path.GetTempPath(), $"jwks-{Guid.NewGuid():N}.json");
        try
        {
            await File.WriteAllTextAsync(path, _issuer.Jwks().ToJsonString());
            await using var server = await StartAsync(options => (options.Jwks, options.JwksFile) = (null, path));
            var keys = (Gateway.Access.Tokens.JwtKeys)server.Services.GetService(typeof(Gateway.Access.Tokens.JwtKeys))!;
            var old = TestKeys.Header(Token("acme", "viewer"));
            await server.Access.WhoAmIAsync(new(), old);

            await File.WriteAllTextAsync(path, "{\"keys\": [");
            keys.Reload();
            await server.Access.WhoAmIAsync(new(), old);
            server.Log.Lines.Count(line => line.Message.Contains("The keys of tokens stay as they were", StringComparison.Ordinal)).ShouldBe(1);
            keys.Reload();
            server.Log.Lines.Count(line => line.Message.Contains("The keys of tokens stay as they were", StringComparison.Ordinal)).ShouldBe(1);

            // Another key under the same id: what was found good with the one before is found out anew.
            using var successor = new TestIssuer();
            await File.WriteAllTextAsync(path, successor.Jwks().ToJsonString());
            keys.Reload();
            (await DeniedAsync(StatusCode.Unauthenticated, () => server.Access.WhoAmIAsync(new(), old).ResponseAsync)).Reason.ShouldBe("TOKEN_INVALID");
            await server.Access.WhoAmIAsync(new(), TestKeys.Header(successor.Token(TimeProvider.System.GetUtcNow(), "acme", "viewer")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<RpcErrorDetails> DeniedAsync(StatusCode code, Func<Task> call) => RpcErrorDetails.ThrownByAsync(code, call);

    private string Token(string? tenant, params string[] roles) => _issuer.Token(TimeProvider.System.GetUtcNow(), tenant, roles);

    private Task<GatewayServer> StartAsync(Action<JwtOptions>? configure = null, TimeProvider? time = null) => GatewayServer.StartAsync(
        options =>
        {
            options.AllowAnonymous = false;
            options.Jwt = _issuer.Options();
            configure?.Invoke(options.Jwt);
        },
        time);
}
