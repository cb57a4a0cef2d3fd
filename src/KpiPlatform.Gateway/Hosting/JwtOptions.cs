using System.Globalization;
using KpiPlatform.Gateway.Access.Tokens;

namespace KpiPlatform.Gateway;

/// <summary>
/// Which JSON Web Tokens are taken as credentials beside keys, after RFC 8725: what may vary in a token and is not said here is refused. Read
/// once, when the gateway is built; the file of keys is read again when it changes.
/// </summary>
public sealed class JwtOptions
{
    /// <summary>Algorithms taken where none are named. RS256 is among them because most issuers use it by default.</summary>
    public static readonly IReadOnlyList<string> DefaultAlgorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256"];

    /// <summary>The type taken where none is named: that of access tokens (RFC 9068). Tokens of other purposes, such as those for signing in, have another.</summary>
    public static readonly IReadOnlyList<string> DefaultTypes = ["at+jwt"];

    /// <summary>The one issuer, as in the claim "iss", compared byte by byte. Required.</summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>What this server is called by the issuer: the claim "aud" must have it. Required.</summary>
    public string Audience { get; set; } = string.Empty;

    /// <summary>
    /// Types taken, as in the header "typ", without regard to case and to a leading "application/". Default: <see cref="DefaultTypes"/>. An issuer
    /// that does not type its access tokens takes "JWT"; then its audience must be one that no other kind of its tokens has.
    /// </summary>
    public IList<string> Types { get; } = [];

    /// <summary>
    /// Algorithms taken, of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512. Default: <see cref="DefaultAlgorithms"/>. There is no
    /// way to take "none", nor one whose key is a shared secret.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>The issuer's public keys, a JSON Web Key Set (RFC 7517) as text. Either this or <see cref="JwksFile"/>.</summary>
    public string? Jwks { get; set; }

    /// <summary>
    /// File with the issuer's public keys. It is looked at every 2 s, and its keys count from then on; one that cannot be read leaves those before in
    /// use, and is logged. No address: what a token says of where its key may be fetched is ignored, and this server fetches nothing.
    /// </summary>
    public string? JwksFile { get; set; }

    /// <summary>Claim with the id of the tenant that the token opens. Default "tenant".</summary>
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>Claim with roles: names such as "viewer" or "tenant-admin", an array or separated by spaces. Other names in it are not this platform's and count for nothing. Default "roles".</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Claim that narrows the roles to services or methods, an array or separated by spaces; a token without it is not narrowed. Default "kpi_scope".</summary>
    public string ScopesClaim { get; set; } = "kpi_scope";

    /// <summary>Let tokens without a tenant that have the role platform-admin open everything. Default false: platform admins use keys, which can be revoked.</summary>
    public bool AllowPlatformAdmins { get; set; }

    /// <summary>How far the issuer's clock may be off. Default 30 s, range 0 to 5 min.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How far in the future the end of a token may lie. A token cannot be revoked by itself, so this bounds how long a stolen one works. Default
    /// 24 h, range 1 min to 366 days.
    /// </summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The algorithms in force.</summary>
    internal IReadOnlyList<string> EffectiveAlgorithms => Algorithms.Count > 0 ? [.. Algorithms] : DefaultAlgorithms;

    /// <summary>The types in force.</summary>
    internal IReadOnlyList<string> EffectiveTypes => Types.Count > 0 ? [.. Types] : DefaultTypes;

    /// <summary>Checks everything, the keys included.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or out of its range; says what, and what to write.</exception>
    public void Validate()
    {
        Require(nameof(Issuer), Issuer);
        Require(nameof(Audience), Audience);
        Require(nameof(TenantClaim), TenantClaim);
        Require(nameof(RolesClaim), RolesClaim);
        Require(nameof(ScopesClaim), ScopesClaim);
        foreach (var algorithm in EffectiveAlgorithms)
        {
            if (!JwtAlgorithms.All.Contains(algorithm))
                throw new InvalidOperationException($"Jwt:Algorithms has \"{algorithm}\"; tokens are taken with {string.Join(", ", JwtAlgorithms.All)} alone.");
        }

        if (EffectiveTypes.Any(string.IsNullOrWhiteSpace))
            throw new InvalidOperationException("Jwt:Types has an empty one; write at+jwt, or what the issuer sets in the header \"typ\" of access tokens.");
        Require(nameof(ClockSkew), ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Require(nameof(MaxLifetime), MaxLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(366));
        if (string.IsNullOrWhiteSpace(Jwks) == string.IsNullOrWhiteSpace(JwksFile))
            throw new InvalidOperationException("Give either Jwt:Jwks, the issuer's key set as text, or Jwt:JwksFile, the path of a file that has it.");
        JwksReader.Load(this);
    }

    private static void Require(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new InvalidOperationException($"Jwt:{name} is missing: tokens are taken from one issuer and for one audience, and claims need names.");
    }

    private static void Require(string name, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Jwt:{name} is {value}; it must be {min} to {max}."));
    }
}
