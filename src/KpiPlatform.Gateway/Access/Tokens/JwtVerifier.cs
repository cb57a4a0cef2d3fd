using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Names;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>
/// Checks a token after RFC 8725. What the header says chooses nothing that the configuration has not fixed: the key is the one of that id in the key
/// set and no other, the algorithm must be one of that key, and addresses or keys that the token brings along are not looked at. Thread-safe.
/// </summary>
internal sealed class JwtVerifier(JwtOptions options, TimeProvider time)
{
    private const int MaxScopes = 32;
    private const string TypePrefix = "application/";
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = JwtText.MaxLength };
    private readonly HashSet<string> _algorithms = [.. options.EffectiveAlgorithms];
    private readonly HashSet<string> _types = new(options.EffectiveTypes.Select(Plain), StringComparer.OrdinalIgnoreCase);
    private readonly Duration _skew = Duration.FromTimeSpan(options.ClockSkew);
    private readonly Duration _maxLifetime = Duration.FromTimeSpan(options.MaxLifetime);

    /// <summary>Checks a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="keys">Keys in force.</param>
    /// <returns>What it says; or null and why it is refused, with the claim to blame where there is one.</returns>
    public async ValueTask<(VerifiedToken? Token, JwtFault Fault, string Claim)> VerifyAsync(string text, JwtKeys.Set keys)
    {
        using var token = JwtText.Read(text);
        if (token is null)
            return (null, JwtFault.Form, string.Empty);
        var (key, fault) = ChooseKey(token, keys);
        if (key is not null)
            fault = await CheckAsync(text, key);
        if (fault != JwtFault.None)
            return (null, fault, string.Empty);

        // From here on it is the issuer's word, and a caller may be told what is wrong with it.
        fault = ReadTimes(token, out var end);
        if (fault != JwtFault.None)
            return (null, fault, string.Empty);
        var caller = ReadCaller(token, end, out var claim);
        return caller is null ? (null, JwtFault.Claims, claim) : (new(caller, end + _skew, keys.Number), JwtFault.None, string.Empty);
    }

    private static string Plain(string type) => type.StartsWith(TypePrefix, StringComparison.OrdinalIgnoreCase) ? type[TypePrefix.Length..] : type;

    /// <summary>Reads seconds since 1970, which may have a fraction.</summary>
    private static bool TryReadTime(JsonElement value, out Instant time)
    {
        time = default;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !(seconds is >= 0 and < 253_402_300_800))
            return false;
        time = Instant.FromUnixTimeTicks((long)(seconds * NodaConstants.TicksPerSecond));
        return true;
    }

    private (JwtKey? Key, JwtFault Fault) ChooseKey(JwtText token, JwtKeys.Set keys)
    {
        if (token.Header.TryGetProperty("crit", out _))
            return (null, JwtFault.CriticalHeader);
        if (token.HeaderText("alg") is not { } algorithm || !_algorithms.Contains(algorithm))
            return (null, JwtFault.Algorithm);
        if (token.HeaderText("typ") is not { } type || !_types.Contains(Plain(type)))
            return (null, JwtFault.Type);
        if (token.HeaderText("kid") is not { } id || !keys.Keys.TryGetValue(id, out var key))
            return (null, JwtFault.KeyId);
        return key.Algorithms.Contains(algorithm) ? (key, JwtFault.None) : (null, JwtFault.KeyAlgorithm);
    }

    private async ValueTask<JwtFault> CheckAsync(string text, JwtKey key)
    {
        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            IssuerSigningKey = key.Key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = key.Algorithms,
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            RequireSignedTokens = true,
            LogValidationExceptions = false,

            // By the platform's clock, below.
            ValidateLifetime = false,
        });
        if (result.IsValid)
            return JwtFault.None;
        return result.Exception switch
        {
            SecurityTokenInvalidIssuerException => JwtFault.Issuer,
            SecurityTokenInvalidAudienceException => JwtFault.Audience,
            _ => JwtFault.Signature,
        };
    }

    private JwtFault ReadTimes(JwtText token, out Instant end)
    {
        end = default;
        var now = time.Now();
        if (!token.Claims.TryGetProperty("exp", out var value) || !TryReadTime(value, out end))
            return JwtFault.Lifetime;
        foreach (var name in new[] { "nbf", "iat" })
        {
            if (!token.Claims.TryGetProperty(name, out value))
                continue;
            if (!TryReadTime(value, out var begin))
                return JwtFault.Lifetime;
            if (now + _skew < begin)
                return JwtFault.NotYet;
        }

        // The far end first: nothing can be added to the last instant that there is.
        return end > now + _maxLifetime + _skew ? JwtFault.Lifetime : now >= end + _skew ? JwtFault.Expired : JwtFault.None;
    }

    /// <summary>The caller that the claims describe; null and the claim to blame if they don't.</summary>
    private Caller? ReadCaller(JwtText token, Instant end, out string claim)
    {
        claim = "sub";
        if (token.ClaimText("sub") is not { Length: > 0 } subject)
            return null;
        claim = options.RolesClaim;
        if (token.ClaimTexts(claim) is not { } names)
            return null;
        var roles = names.Aggregate(AccessRoles.None, static (all, name) => all | (AccessRolesExtensions.Find(name) ?? AccessRoles.None));
        claim = options.ScopesClaim;
        if (token.ClaimTexts(claim) is not { Count: <= MaxScopes } scopes || (scopes.Count == 0 && token.Claims.TryGetProperty(claim, out _)))
            return null;
        claim = options.TenantClaim;
        TenantId? tenant = null;
        if (token.Claims.TryGetProperty(claim, out _))
        {
            if (token.ClaimText(claim) is not { } id || !TenantId.TryParse(id, out var parsed))
                return null;
            tenant = parsed;
            roles &= ~AccessRoles.PlatformAdmin;
        }
        else if (!options.AllowPlatformAdmins || roles != AccessRoles.PlatformAdmin)
        {
            return null;
        }

        return new()
        {
            Tenant = tenant,
            Roles = roles,
            Scopes = scopes,
            Principal = "jwt:" + ApiKey.IdOf(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Issuer}\n{subject}"))),
            ExpiresAt = end,
        };
    }
}
