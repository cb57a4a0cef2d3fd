using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Access.Tokens;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Gateway.Tests.Access.Tokens;

/// <summary>What RFC 8725 warns of (the numbers are its sections), and what RFC 9068 asks of access tokens.</summary>
public sealed class JwtVerifierTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly TestIssuer _issuer = new();

    private DateTimeOffset Now => _time.GetUtcNow();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("ES256", TestIssuer.CurveKey)]
    [InlineData("RS256", TestIssuer.RsaKey)]
    [InlineData("PS256", TestIssuer.RsaKey)]
    [InlineData("PS384", TestIssuer.RsaKey)]
    [InlineData("PS512", TestIssuer.RsaKey)]
    public async Task Verify_GoodToken_IsTheCallerThatItsClaimsSay(string algorithm, string key)
    {
        var (token, fault, _) = await VerifyAsync(_issuer.Sign(TestIssuer.Header(algorithm, key), TestIssuer.Claims(Now, "acme", "viewer", "unknown-role")));

        fault.ShouldBe(JwtFault.None);
        token!.Caller.Tenant!.Value.Value.ShouldBe("acme");
        token.Caller.Roles.ShouldBe(AccessRoles.Viewer);
        token.Caller.Principal.ShouldStartWith("jwt:");
        token.Caller.Principal.ShouldNotContain("ann");
        token.Caller.ExpiresAt!.Value.ToDateTimeOffset().ShouldBe(Now.AddMinutes(10));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    public async Task Verify_AlgorithmNone_IsRefused(string algorithm)
    {
        // 2.1: a token without a signature that says so itself. With an empty third part it is none by its form alone.
        var parts = TestIssuer.Part(TestIssuer.Header(algorithm).ToJsonString()) + "." + TestIssuer.Part(TestIssuer.Claims(Now, "acme", "tenant-admin").ToJsonString());

        (await VerifyAsync(parts + ".")).Fault.ShouldBe(JwtFault.Form);
        (await VerifyAsync(parts + ".AAAA")).Fault.ShouldBe(JwtFault.Algorithm);
    }

    [Fact]
    public async Task Verify_HmacWithThePublicKeyAsSecret_IsRefused()
    {
        // 2.1: what everybody knows of an RSA key, taken for the secret of an HMAC.
        var secrets = new[] { _issuer.Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(_issuer.Rsa.ExportSubjectPublicKeyInfoPem()), _issuer.Rsa.ExportRSAPublicKey() };
        foreach (var secret in secrets)
        {
            var signed = TestIssuer.Part(TestIssuer.Header("HS256", TestIssuer.RsaKey).ToJsonString()) + "." + TestIssuer.Part(TestIssuer.Claims(Now).ToJsonString());
            var token = signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)));

            (await VerifyAsync(token)).Fault.ShouldBe(JwtFault.Algorithm);
        }
    }

    [Theory]
    [InlineData("ES256", TestIssuer.RsaKey, JwtFault.KeyAlgorithm)]
    [InlineData("RS256", TestIssuer.CurveKey, JwtFault.KeyAlgorithm)]
    [InlineData("ES384", TestIssuer.CurveKey, JwtFault.KeyAlgorithm)]
    [InlineData("RS512", TestIssuer.RsaKey, JwtFault.Algorithm)]
    [InlineData("ES256K", TestIssuer.CurveKey, JwtFault.Algorithm)]
    [InlineData("es256", TestIssuer.CurveKey, JwtFault.Algorithm)]
    public async Task Verify_AlgorithmThatIsNotTheKeysOrNotTaken_IsRefused(string algorithm, string key, object fault)
    {
        var token = _issuer.Sign(TestIssuer.Header(algorithm, key).ToJsonString(), TestIssuer.Claims(Now).ToJsonString(), key == TestIssuer.RsaKey ? "RS512" : "ES256");

        (await VerifyAsync(token)).Fault.ShouldBe((JwtFault)fault);
    }

    [Fact]
    public async Task Verify_AlgorithmThatTheKeySetKeepsFromTheKey_IsRefused()
    {
        var jwks = _issuer.Jwks();
        jwks["keys"]![0]!["alg"] = "PS256";

        (await VerifyAsync(_issuer.Sign(TestIssuer.Header("RS256", TestIssuer.RsaKey), TestIssuer.Claims(Now)), jwks: jwks)).Fault.ShouldBe(JwtFault.KeyAlgorithm);
        (await VerifyAsync(_issuer.Sign(TestIssuer.Header("PS256", TestIssuer.RsaKey), TestIssuer.Claims(Now)), jwks: jwks)).Fault.ShouldBe(JwtFault.None);
    }

    [Fact]
    public async Task Verify_SignatureOfAnotherKeyUnderAKnownId_IsRefused()
    {
        using var stranger = new TestIssuer();

        (await VerifyAsync(stranger.Token(Now, "acme", "viewer"))).Fault.ShouldBe(JwtFault.Signature);
    }

    [Fact]
    public async Task Verify_AnyPartAltered_IsRefused()
    {
        var token = _issuer.Token(Now, "acme", "viewer");
        for (var i = 0; i < token.Length; i++)
        {
            // The last character of a part has bits that mean nothing; two apart changes some that do.
            var altered = token[..i] + (token[i] == 'A' ? 'w' : 'A') + token[(i + 1)..];

            var (found, fault, _) = await VerifyAsync(altered);

            found.ShouldBeNull($"character {i}");
            fault.ShouldNotBe(JwtFault.None);
        }
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("jwk")]
    [InlineData("x5c")]
    public async Task Verify_KeyOrAddressInTheHeader_IsNotLookedAt(string name)
    {
        // 2.9: where the token itself says which key it is to be checked with. Of a stranger it is refused, of the issuer it changes nothing.
        using var stranger = new TestIssuer();
        JsonNode bait = name switch
        {
            "jwk" => TestIssuer.CurveJwk(stranger.Curve, TestIssuer.CurveKey),
            "x5c" => new JsonArray(Convert.ToBase64String(stranger.Curve.ExportSubjectPublicKeyInfo())),
            _ => "http://127.0.0.1:1/keys",
        };
        var header = TestIssuer.Header();
        header[name] = bait;

        (await VerifyAsync(stranger.Sign(header, TestIssuer.Claims(Now)))).Fault.ShouldBe(JwtFault.Signature);
        (await VerifyAsync(_issuer.Sign(header, TestIssuer.Claims(Now)))).Fault.ShouldBe(JwtFault.None);
    }

    [Theory]
    [InlineData("kid", null, JwtFault.KeyId)]
    [InlineData("kid", "unknown", JwtFault.KeyId)]
    [InlineData("kid", "../../etc/passwd", JwtFault.KeyId)]
    [InlineData("kid", "' or 1=1 --", JwtFault.KeyId)]
    [InlineData("typ", null, JwtFault.Type)]
    [InlineData("typ", "JWT", JwtFault.Type)]
    [InlineData("typ", "secevent+jwt", JwtFault.Type)]
    [InlineData("typ", "AT+JWT", JwtFault.None)]
    [InlineData("typ", "application/at+jwt", JwtFault.None)]
    [InlineData("alg", null, JwtFault.Algorithm)]
    [InlineData("cty", "JWT", JwtFault.Form)]
    [InlineData("enc", "A256GCM", JwtFault.Form)]
    [InlineData("zip", "DEF", JwtFault.Form)]
    public async Task Verify_Header_IsPinned(string name, string? value, object fault)
    {
        var header = TestIssuer.Header();
        if (value is null)
            header.Remove(name);
        else
            header[name] = value;

        (await VerifyAsync(_issuer.Sign(header.ToJsonString(), TestIssuer.Claims(Now).ToJsonString(), "ES256"))).Fault.ShouldBe((JwtFault)fault);
    }

    [Fact]
    public async Task Verify_CriticalHeader_IsRefused()
    {
        var header = TestIssuer.Header();
        header["crit"] = new JsonArray("b64");
        header["b64"] = false;

        (await VerifyAsync(_issuer.Sign(header, TestIssuer.Claims(Now)))).Fault.ShouldBe(JwtFault.CriticalHeader);
    }

    [Theory]
    [InlineData("iss", "https://issuer.example/", JwtFault.Issuer)]
    [InlineData("iss", "HTTPS://ISSUER.EXAMPLE", JwtFault.Issuer)]
    [InlineData("iss", null, JwtFault.Issuer)]
    [InlineData("aud", "other", JwtFault.Audience)]
    [InlineData("aud", "kpi ", JwtFault.Audience)]
    [InlineData("aud", null, JwtFault.Audience)]
    public async Task Verify_IssuerAndAudience_ArePinned(string name, string? value, object fault)
    {
        // 2.4 and 2.6: a token for somebody else, or of somebody else.
        var claims = TestIssuer.Claims(Now);
        claims[name] = value;
        if (value is null)
            claims.Remove(name);

        (await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims))).Fault.ShouldBe((JwtFault)fault);
    }

    [Fact]
    public async Task Verify_OneOfSeveralAudiences_IsTaken()
    {
        var claims = TestIssuer.Claims(Now);
        claims["aud"] = new JsonArray("other", TestIssuer.Audience);

        (await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims))).Fault.ShouldBe(JwtFault.None);
    }

    // Skew 30 s, longest life 24 h: -29 s is within the skew, -30 s is not; 86,430 s is the last end taken.
    [Theory]
    [InlineData("exp", -29, JwtFault.None)]
    [InlineData("exp", -30, JwtFault.Expired)]
    [InlineData("exp", 86_430, JwtFault.None)]
    [InlineData("exp", 86_431, JwtFault.Lifetime)]
    [InlineData("nbf", 30, JwtFault.None)]
    [InlineData("nbf", 31, JwtFault.NotYet)]
    [InlineData("iat", 31, JwtFault.NotYet)]
    public async Task Verify_Times_HoldToTheSecond(string name, int seconds, object fault)
    {
        var claims = TestIssuer.Claims(Now);
        claims[name] = Now.AddSeconds(seconds).ToUnixTimeSeconds();

        (await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims))).Fault.ShouldBe((JwtFault)fault);
    }

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "\"4102444800\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "253402300799")] // the last second of the year 9999, to some issuers "never"
    [InlineData("nbf", "\"now\"")]
    [InlineData("nbf", "null")]
    public async Task Verify_TimesThatAreNone_AreRefused(string name, string? json)
    {
        var claims = TestIssuer.Claims(Now);
        if (json is null)
            claims.Remove(name);
        else
            claims[name] = JsonNode.Parse(json);

        // The library stumbles over some of them before times are looked at.
        (await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims))).Fault.ShouldBeOneOf(JwtFault.Lifetime, JwtFault.Signature);
    }

    [Theory]
    [InlineData("sub", null, "sub")]
    [InlineData("tenant", null, "tenant")]
    [InlineData("tenant", "\"acme/x\"", "tenant")]
    [InlineData("tenant", "\"ACME!\"", "tenant")]
    [InlineData("tenant", "[\"acme\"]", "tenant")]
    [InlineData("tenant", "null", "tenant")]
    [InlineData("roles", "7", "roles")]
    [InlineData("roles", "[7]", "roles")]
    [InlineData("kpi_scope", "\"\"", "kpi_scope")]
    [InlineData("kpi_scope", "[]", "kpi_scope")]
    public async Task Verify_ClaimsThatSayNothing_AreRefusedByName(string name, string? json, string blamed)
    {
        var claims = TestIssuer.Claims(Now, "acme", "viewer");
        if (json is null)
            claims.Remove(name);
        else
            claims[name] = JsonNode.Parse(json);

        var (_, fault, claim) = await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims));

        fault.ShouldBe(JwtFault.Claims);
        claim.ShouldBe(blamed);
    }

    [Fact]
    public async Task Verify_TokenOfATenantThatSaysPlatformAdmin_IsNone()
    {
        var (token, _, _) = await VerifyAsync(_issuer.Token(Now, "acme", "platform-admin", "viewer"), options => options.AllowPlatformAdmins = true);

        token!.Caller.Roles.ShouldBe(AccessRoles.Viewer);
        token.Caller.IsPlatform.ShouldBeFalse();
    }

    [Fact]
    public async Task Verify_PlatformAdmin_OnlyWhereConfigured()
    {
        var text = _issuer.Token(Now, tenant: null, "platform-admin");

        (await VerifyAsync(text)).Fault.ShouldBe(JwtFault.Claims);
        (await VerifyAsync(text, options => options.AllowPlatformAdmins = true)).Token!.Caller.IsPlatform.ShouldBeTrue();
    }

    [Fact]
    public async Task Verify_ConfiguredClaims_AreRead()
    {
        var claims = TestIssuer.Claims(Now, tenant: null);
        claims["org"] = "other";
        claims["https://kpi.example/roles"] = "ingest editor";
        claims["narrow"] = "InteractionService ScorecardService/GetScorecard";

        var (token, fault, _) = await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims), options =>
        {
            options.TenantClaim = "org";
            options.RolesClaim = "https://kpi.example/roles";
            options.ScopesClaim = "narrow";
        });

        fault.ShouldBe(JwtFault.None);
        token!.Caller.Tenant!.Value.Value.ShouldBe("other");
        token.Caller.Roles.ShouldBe(AccessRoles.Ingest | AccessRoles.Editor);
        token.Caller.Scopes.ShouldBe(["InteractionService", "ScorecardService/GetScorecard"]);
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("e30.e30.AAAA.AAAA.AAAA")]
    [InlineData("e30.e30")]
    [InlineData("W10.e30.AAAA")]
    [InlineData("e30.W10.AAAA")]
    [InlineData("e3 0.e30.AAAA")]
    [InlineData("e30=.e30.AAAA")]
    public async Task Verify_NoToken_IsRefused(string text) => (await VerifyAsync(text)).Fault.ShouldBeOneOf(JwtFault.Form, JwtFault.Algorithm);

    [Fact]
    public async Task Verify_NameTwice_IsRefused()
    {
        // Two readers would read two tenants.
        var claims = TestIssuer.Claims(Now).ToJsonString();
        var twice = claims[..^1] + ",\"tenant\":\"other\"}";
        var header = TestIssuer.Header().ToJsonString();

        (await VerifyAsync(_issuer.Sign(header, twice, "ES256"))).Fault.ShouldBe(JwtFault.Form);
        (await VerifyAsync(_issuer.Sign(header[..^1] + ",\"alg\":\"none\"}", claims, "ES256"))).Fault.ShouldBe(JwtFault.Form);
    }

    [Theory]
    [InlineData("alg", JwtFault.Form)]
    [InlineData("kid", JwtFault.Form)]
    [InlineData("cty", JwtFault.Form)]
    [InlineData("iss", JwtFault.Form)]
    [InlineData("tenant", JwtFault.Form)]
    [InlineData("roles", JwtFault.Form)]
    public async Task Verify_TextThatIsNoUnicode_IsRefused(string name, object fault)
    {
        // Half of a surrogate pair is JSON by its grammar, and no text.
        var (header, claims) = (TestIssuer.Header(), TestIssuer.Claims(Now, "acme", "viewer"));
        var part = name is "alg" or "kid" or "cty" ? header : claims;
        part.Remove(name);
        var broken = part.ToJsonString()[..^1] + $",\"{name}\":\"\\ud800\"}}";

        var (token, found, _) = await VerifyAsync(_issuer.Sign(part == header ? broken : header.ToJsonString(), part == claims ? broken : claims.ToJsonString(), "ES256"));

        token.ShouldBeNull();
        found.ShouldBe((JwtFault)fault);
    }

    [Fact]
    public async Task Verify_NameThatIsNoUnicode_IsRefused()
    {
        var header = TestIssuer.Header().ToJsonString()[..^1] + ",\"\\ud800\":1}";

        (await VerifyAsync(_issuer.Sign(header, TestIssuer.Claims(Now).ToJsonString(), "ES256"))).Fault.ShouldBe(JwtFault.Form);
    }

    [Fact]
    public async Task Verify_TooLongOrTooDeep_IsRefusedBeforeItsSignature()
    {
        var claims = TestIssuer.Claims(Now);
        claims["pad"] = new string('x', JwtText.MaxLength);
        (await VerifyAsync(_issuer.Sign(TestIssuer.Header(), claims))).Fault.ShouldBe(JwtFault.Form);

        var deep = TestIssuer.Claims(Now).ToJsonString()[..^1] + ",\"deep\":" + new string('[', 500) + new string(']', 500) + "}";
        (await VerifyAsync(_issuer.Sign(TestIssuer.Header().ToJsonString(), deep, "ES256"))).Fault.ShouldBe(JwtFault.Form);
    }

    private ValueTask<(VerifiedToken? Token, JwtFault Fault, string Claim)> VerifyAsync(string text, Action<JwtOptions>? configure = null, JsonObject? jwks = null)
    {
        var options = _issuer.Options();
        configure?.Invoke(options);
        var keys = JwksReader.Read((jwks ?? _issuer.Jwks()).ToJsonString(), "test");
        return new JwtVerifier(options, _time).VerifyAsync(text, new JwtKeys.Set(keys, 1));
    }
}
