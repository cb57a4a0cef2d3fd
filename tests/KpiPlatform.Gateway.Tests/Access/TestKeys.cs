using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Tests.Hosting;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Access;

/// <summary>Adds keys to a server behind its back.</summary>
internal static class TestKeys
{
    private static int _principals;

    /// <summary>A key's text, of a tenant or of the platform.</summary>
    public static async Task<string> AddAsync(
        GatewayServer server, string? tenant, AccessRoles roles, Instant? expiresAt = null, bool isRevoked = false, params string[] scopes)
    {
        var text = ApiKey.Create();
        var digest = ApiKey.Digest(text);
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var key = new AccessKey
        {
            Tenant = tenant is null ? null : TenantId.Parse(tenant),
            Id = ApiKey.IdOf(digest),
            Digest = digest,
            Principal = $"p{Interlocked.Increment(ref _principals)}",
            Roles = roles,
            Scopes = scopes,
            CreatedAt = now - Duration.FromDays(1),
            ExpiresAt = expiresAt,
        };
        (await server.Ports.Keys.AddAsync(key, CancellationToken.None)).ShouldBeTrue();
        if (isRevoked)
            await server.Ports.Keys.RevokeAsync(key.Tenant, key.Id, now - Duration.FromHours(1), CancellationToken.None);
        return text;
    }

    /// <summary>As callers send it.</summary>
    public static Grpc.Core.Metadata Header(string key) => new() { { "authorization", "Bearer " + key } };

    /// <summary>Its id.</summary>
    public static string IdOf(string key) => ApiKey.IdOf(ApiKey.Digest(key));
}
