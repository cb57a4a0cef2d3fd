using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <summary>This process's copy of the tenants' definitions, asked for again after a second. Thread-safe.</summary>
public sealed class TenantDefinitions : ITenantDefinitions
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<TenantId, CachedTenant> _cache = new();
    private readonly ConcurrentDictionary<TenantNumber, TenantId> _idByNumber = new();

    /// <summary>Creates it.</summary>
    public TenantDefinitions(IGrainFactory grains, TimeProvider time)
    {
        _grains = grains;
        _time = time;
    }

    /// <summary>The id of a tenant that this process has dealt with, or null.</summary>
    public TenantId? IdOf(TenantNumber number) => _idByNumber.TryGetValue(number, out var id) ? id : null;

    /// <inheritdoc/>
    public ValueTask<TenantDefinition?> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        Fresh(tenant) is { } cached
            ? new(cached.Definition)
            : FetchAsync(tenant, static (grain, token) => grain.Get(token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TenantDefinition?> FindForRecordingAsync(TenantId tenant, CancellationToken cancellationToken) =>
        Fresh(tenant) is { Fixed: true } cached
            ? new(cached.Definition)
            : FetchAsync(tenant, static (grain, token) => grain.Fix(token), cancellationToken);

    /// <inheritdoc/>
    public void Forget(TenantId tenant)
    {
        if (_cache.TryGetValue(tenant, out var cached))
            _cache.TryUpdate(tenant, cached with { FetchedAt = null }, cached);
    }

    private CachedTenant? Fresh(TenantId tenant) =>
        _cache.TryGetValue(tenant, out var cached) && cached.FetchedAt is { } at && _time.GetElapsedTime(at) < MaxAge ? cached : null;

    private async ValueTask<TenantDefinition?> FetchAsync(
        TenantId tenant,
        Func<ITenantGrain, CancellationToken, Task<Reply<TenantDocument>>> ask,
        CancellationToken cancellationToken)
    {
        var at = _time.GetTimestamp();
        var reply = await ask(_grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)), cancellationToken);
        if (reply.Error is { Kind: ErrorKind.NotFound })
            return null;
        var document = reply.Require();

        // The same definition keeps its object: grains compare versions, and parsing is not for every second.
        var definition = _cache.TryGetValue(tenant, out var known) && known.Etag == document.Etag
            ? known.Definition
            : new TenantDefinition(new(document.Number), document.DefinitionVersion, GrainJson.Read<TenantSettings>(document.SettingsJson));
        _idByNumber[definition.Tenant] = tenant;
        _cache[tenant] = new(definition, document.Etag, document.Fixed, at);
        return definition;
    }

    private sealed record CachedTenant(TenantDefinition Definition, string Etag, bool Fixed, long? FetchedAt);
}
