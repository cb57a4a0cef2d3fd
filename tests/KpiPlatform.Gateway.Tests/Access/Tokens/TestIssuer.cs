using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KpiPlatform.Gateway.Tests.Access.Tokens;

/// <summary>
/// An issuer of tokens with keys of its own. Tokens are put together and signed by hand, so that they can be wrong in every way and nothing
/// rests on the library that checks them.
/// </summary>
internal sealed class TestIssuer : IDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "kpi";
    public const string RsaKey = "rsa-1";
    public const string CurveKey = "ec-1";

    public RSA Rsa { get; } = RSA.Create(2048);

    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The header of a good token.</summary>
    public static JsonObject Header(string algorithm = "ES256", string key = CurveKey) => new() { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = key };

    /// <summary>The claims of a good token.</summary>
    public static JsonObject Claims(DateTimeOffset now, string? tenant = "acme", params string[] roles)
    {
        var claims = new JsonObject
        {
            ["iss"] = Name,
            ["aud"] = Audience,
            ["sub"] = "ann@example.com",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        };
        if (tenant is not null)
            claims["tenant"] = tenant;
        return claims;
    }

    /// <summary>What a server that trusts this issuer is configured with.</summary>
    public JwtOptions Options() => new() { Issuer = Name, Audience = Audience, Jwks = Jwks().ToJsonString() };

    /// <summary>The public keys.</summary>
    public JsonObject Jwks() => new() { ["keys"] = new JsonArray(RsaJwk(Rsa, RsaKey), CurveJwk(Curve, CurveKey)) };

    public static JsonObject RsaJwk(RSA key, string id)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) };
    }

    public static JsonObject CurveJwk(ECDsa key, string id)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var curve = key.KeySize switch { 256 => "P-256", 384 => "P-384", _ => "P-521" };
        return new() { ["kty"] = "EC", ["crv"] = curve, ["kid"] = id, ["x"] = Base64Url.EncodeToString(parameters.Q.X), ["y"] = Base64Url.EncodeToString(parameters.Q.Y) };
    }

    /// <summary>A token signed as its header says.</summary>
    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString(), (string?)header["alg"] ?? "ES256");

    /// <summary>A token of any texts, signed with an algorithm.</summary>
    public string Sign(string header, string claims, string algorithm)
    {
        var signed = Part(header) + "." + Part(claims);
        return signed + "." + Base64Url.EncodeToString(Signature(Encoding.ASCII.GetBytes(signed), algorithm));
    }

    /// <summary>A good token.</summary>
    public string Token(DateTimeOffset now, string? tenant = "acme", params string[] roles) => Sign(Header(), Claims(now, tenant, roles));

    public static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public void Dispose()
    {
        Rsa.Dispose();
        Curve.Dispose();
    }

    private byte[] Signature(byte[] data, string algorithm)
    {
        var hash = algorithm[2..] switch { "384" => HashAlgorithmName.SHA384, "512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        return algorithm[..2] switch
        {
            "ES" => Curve.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            "PS" => Rsa.SignData(data, hash, RSASignaturePadding.Pss),
            _ => Rsa.SignData(data, hash, RSASignaturePadding.Pkcs1),
        };
    }
}
