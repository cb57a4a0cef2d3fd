using System.Text.RegularExpressions;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using NodaTime;

namespace KpiPlatform.Gateway.Access;

/// <summary>Makes keys, none that opens more than its maker's credential. Thread-safe.</summary>
internal sealed partial class KeyMaker(IAccessKeyStore store, AccessPolicies policies, TimeProvider time)
{
    private const int MaxScopes = 32;

    /// <summary>Makes a key and adds it.</summary>
    /// <param name="maker">Who makes it.</param>
    /// <param name="wanted">Tenant, principal, roles, scopes and end; the rest is filled in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The key as stored, and its text, which is nowhere else.</returns>
    /// <exception cref="DomainException">INVALID_KEY naming the field, ROLE_MISSING, SCOPE_MISSING or TOO_MANY_LIVE_KEYS.</exception>
    public async Task<(AccessKey Key, string Secret)> MakeAsync(Caller maker, AccessKey wanted, CancellationToken cancellationToken)
    {
        var (key, secret) = Complete(maker, wanted);
        return await store.AddAsync(key, cancellationToken) ? (key, secret) : throw TooMany(key.Principal);
    }

    /// <summary>Makes the first key of the platform, if there never was one.</summary>
    /// <returns>Its text, which is nowhere else; null if there is or was one, or another process makes it just now.</returns>
    public async Task<string?> MakeFirstAsync(Caller maker, AccessKey wanted, CancellationToken cancellationToken)
    {
        var (key, secret) = Complete(maker, wanted);
        return await store.AddFirstAsync(key, cancellationToken) ? secret : null;
    }

    /// <summary>Makes a key that replaces another.</summary>
    /// <param name="maker">Who makes it.</param>
    /// <param name="previous">The other.</param>
    /// <param name="overlap">How long the other works on.</param>
    /// <param name="expiresAt">When the new one ends; null: if the other ends, as long from now as that had from its beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(AccessKey Key, string Secret)> ReplaceAsync(Caller maker, AccessKey previous, Duration overlap, Instant? expiresAt, CancellationToken cancellationToken)
    {
        var now = time.Now();
        if (!previous.IsLive(now))
            throw new DomainException(ErrorKind.FailedPrecondition, Reasons.KeyNotLive, "The key is revoked or has expired: make a new one instead.", "name");
        var end = expiresAt ?? (previous.ExpiresAt is { } old ? now + (old - previous.CreatedAt) : null);
        var (key, secret) = Complete(maker, previous with { ExpiresAt = end, LastUsedAt = null, RevokedAt = null });
        return await store.ReplaceAsync(key, previous.Id, now + overlap, cancellationToken) ? (key, secret) : throw TooMany(key.Principal);
    }

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Principal();

    private static DomainException Invalid(string message, string field) => new(ErrorKind.InvalidArgument, Reasons.InvalidKey, message, field);

    private static DomainException TooMany(string principal) =>
        new(
            ErrorKind.FailedPrecondition,
            Reasons.TooManyLiveKeys,
            $"\"{principal}\" has {IAccessKeyStore.MaxLivePerPrincipal} live keys, one to replace the other: revoke one first, or give each user a principal of its own.",
            "key.principal");

    private (AccessKey Key, string Secret) Complete(Caller maker, AccessKey wanted)
    {
        Check(maker, wanted);
        var secret = ApiKey.Create();
        var digest = ApiKey.Digest(secret);
        return (wanted with { Id = ApiKey.IdOf(digest), Digest = digest, CreatedAt = time.Now(), CreatedBy = maker.Principal }, secret);
    }

    private void Check(Caller maker, AccessKey wanted)
    {
        if (!Principal().IsMatch(wanted.Principal))
            throw Invalid($"\"{DisplayText.Of(wanted.Principal)}\" is no principal: use 1 to 64 characters of a-z, 0-9, '-', '_' and '.'.", "key.principal");
        if (wanted.Roles == AccessRoles.None)
            throw Invalid("A key needs a role: ingest, viewer, editor or tenant-admin.", "key.roles");
        if (wanted.Tenant is null != (wanted.Roles == AccessRoles.PlatformAdmin))
            throw Invalid("platform-admin is the one role of keys of the platform, and no tenant's key has it.", "key.roles");
        if (!maker.Roles.Include(wanted.Roles))
            throw new DomainException(ErrorKind.PermissionDenied, Reasons.RoleMissing, "A key can't do more than the credential that makes it.", "key.roles");
        if (wanted.ExpiresAt is { } end && end <= time.Now())
            throw Invalid("The end of the key is not in the future.", "key.expire_time");
        if (wanted.Scopes.Count > MaxScopes)
            throw Invalid($"A key has at most {MaxScopes} scopes.", "key.scopes");
        for (var i = 0; i < wanted.Scopes.Count; i++)
            CheckScope(maker, wanted.Scopes[i], $"key.scopes[{i}]");
        if (maker.Scopes.Count > 0 && wanted.Scopes.Count == 0)
            throw new DomainException(ErrorKind.PermissionDenied, Reasons.ScopeMissing, "The credential that makes the key is narrowed to some calls: name scopes among them.", "key.scopes");
    }

    private void CheckScope(Caller maker, string scope, string field)
    {
        var covered = policies.All.Where(row => row.Scope.Length > 0 && row.IsIn([scope])).ToList();
        if (covered.Count == 0)
            throw Invalid($"\"{DisplayText.Of(scope)}\" is no scope: write a service such as \"InteractionService\", or a method such as \"InteractionService/RecordInteractions\".", field);
        if (!covered.TrueForAll(row => row.IsIn(maker.Scopes)))
            throw new DomainException(ErrorKind.PermissionDenied, Reasons.ScopeMissing, "A key can't do more than the credential that makes it.", field);
    }
}
