using Grpc.Core;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Access.Tokens;
using KpiPlatform.Gateway.Names;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Gateway.Access;

/// <summary>Finds out who makes a call. Thread-safe.</summary>
internal sealed class Authenticator(AccessKeys configured, KeyLookup keys, JwtCallers tokens, ITenantStanding standing, GatewayOptions options, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>Reads the credential of a request; it says nothing yet of whether it opens anything.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: there is none, or it is none by its form alone.</exception>
    public Credential Read(HttpRequest request)
    {
        var headers = request.Headers.Authorization;
        if (headers.Count == 0)
            return options.AllowAnonymous ? new([], null) : throw AccessErrors.Missing();
        if (headers is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw AccessErrors.Unknown();
        var text = value.AsSpan(Scheme.Length).Trim();
        if (tokens.AreTaken && JwtCallers.IsLikeOne(text))
            return JwtCallers.Read(text);
        if (text.Length is 0 or > ApiKey.MaxLength)
            throw AccessErrors.Unknown();
        var digest = ApiKey.Digest(text);
        if (configured.Find(digest) is null && !ApiKey.IsWellFormed(text))
            throw text.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) ? AccessErrors.Malformed() : AccessErrors.Unknown();
        return new(digest, null);
    }

    /// <summary>The caller of a credential.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: it opens nothing, or no more.</exception>
    public async ValueTask<Caller> IdentifyAsync(Credential credential, string source, CancellationToken cancellationToken)
    {
        var caller = await FindAsync(credential, source, cancellationToken);
        if (caller.Tenant is { } tenant && await standing.RefusalAsync(tenant, cancellationToken) is { } refusal)
            throw AccessErrors.NotStanding(refusal);
        return caller;
    }

    private async ValueTask<Caller> FindAsync(Credential credential, string source, CancellationToken cancellationToken)
    {
        if (credential.Digest.Length == 0)
            return new() { Roles = AccessRoles.PlatformAdmin, Principal = "anonymous", Source = source };
        if (credential.Token is { } token)
            return await tokens.FindAsync(credential.Digest, token) with { Source = source };
        if (configured.Find(credential.Digest) is { } id)
            return new() { Roles = AccessRoles.PlatformAdmin, Principal = "configured:" + id, Source = source };
        var key = await keys.FindAsync(credential.Digest, cancellationToken) ?? throw AccessErrors.Unknown();
        if (!key.IsLive(time.Now()))
            throw AccessErrors.Over(key.RevokedAt is not null);
        return new()
        {
            Tenant = key.Tenant,
            Roles = key.Tenant is null ? key.Roles : key.Roles & ~AccessRoles.PlatformAdmin,
            Scopes = key.Scopes,
            KeyId = key.Id,
            Principal = "key:" + key.Id,
            Source = source,
            ExpiresAt = key.ExpiresAt,
        };
    }
}
