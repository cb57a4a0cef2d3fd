using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KpiPlatform.Gateway.Access.Tokens;

namespace KpiPlatform.Gateway.Tests.Access.Tokens;

/// <summary>Which keys of a set count.</summary>
public sealed class JwksReaderTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public void Read_UsableAndOtherKeys_TakesTheUsable()
    {
        using var small = RSA.Create(1024);
        var jwks = _issuer.Jwks();
        var keys = (JsonArray)jwks["keys"]!;
        keys.Add(new JsonObject { ["kty"] = "oct", ["kid"] = "secret", ["k"] = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" });
        keys.Add(TestIssuer.RsaJwk(small, "small"));
        keys.Add(With(TestIssuer.RsaJwk(_issuer.Rsa, "encryption"), "use", "enc"));
        keys.Add(With(TestIssuer.CurveJwk(_issuer.Curve, "wrapping"), "key_ops", new JsonArray("deriveKey")));
        keys.Add(With(TestIssuer.CurveJwk(_issuer.Curve, "off"), "y", Base64Url.EncodeToString(new byte[32])));
        keys.Add(With(TestIssuer.CurveJwk(_issuer.Curve, "bitcoin"), "crv", "secp256k1"));
        keys.Add(With(TestIssuer.CurveJwk(_issuer.Curve, "confused"), "alg", "RS256"));
        keys.Add(With(TestIssuer.CurveJwk(_issuer.Curve, "nameless"), "kid", null));

        JwksReader.Read(jwks.ToJsonString(), "test").Keys.Order(StringComparer.Ordinal).ShouldBe([TestIssuer.CurveKey, TestIssuer.RsaKey]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":7}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[7]}")]
    [InlineData("{\"keys\":[],\"keys\":[]}")]
    public void Read_NoKeySet_IsRefusedSayingWhatToWrite(string text) =>
        Should.Throw<InvalidOperationException>(() => JwksReader.Read(text, "Jwt:Jwks")).Message.ShouldStartWith("Jwt:Jwks");

    [Fact]
    public void Read_PrivateKeyOrTwoOfOneId_IsRefusedWithoutShowingIt()
    {
        var secret = Base64Url.EncodeToString(_issuer.Rsa.ExportParameters(includePrivateParameters: true).D);
        var jwks = _issuer.Jwks();
        jwks["keys"]![0]!["d"] = secret;
        var message = Should.Throw<InvalidOperationException>(() => JwksReader.Read(jwks.ToJsonString(), "test")).Message;
        message.ShouldContain("private key");
        message.ShouldNotContain(secret);

        var twice = _issuer.Jwks();
        ((JsonArray)twice["keys"]!).Add(TestIssuer.CurveJwk(_issuer.Curve, TestIssuer.CurveKey));
        Should.Throw<InvalidOperationException>(() => JwksReader.Read(twice.ToJsonString(), "test")).Message.ShouldContain("two keys");
    }

    [Fact]
    public void Validate_OptionsThatCannotWork_AreRefusedByName()
    {
        Refused(options => options.Issuer = string.Empty, "Jwt:Issuer");
        Refused(options => options.Audience = " ", "Jwt:Audience");
        Refused(options => options.Algorithms.Add("HS256"), "HS256");
        Refused(options => options.Algorithms.Add("none"), "none");
        Refused(options => options.Types.Add(string.Empty), "Jwt:Types");
        Refused(options => options.Jwks = null, "Jwt:JwksFile");
        Refused(options => options.JwksFile = "also", "Jwt:JwksFile");
        Refused(options => (options.Jwks, options.JwksFile) = (null, Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))), "cannot be read");
        Refused(options => options.ClockSkew = TimeSpan.FromMinutes(6), "Jwt:ClockSkew");
        Refused(options => options.MaxLifetime = TimeSpan.Zero, "Jwt:MaxLifetime");
        _issuer.Options().Validate();
    }

    private void Refused(Action<JwtOptions> spoil, string saying)
    {
        var options = _issuer.Options();
        spoil(options);
        Should.Throw<InvalidOperationException>(options.Validate).Message.ShouldContain(saying);
    }

    private static JsonObject With(JsonObject key, string name, JsonNode? value)
    {
        key[name] = value;
        return key;
    }
}
