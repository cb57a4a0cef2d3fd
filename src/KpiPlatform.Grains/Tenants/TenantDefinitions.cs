using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <summary>This process's copy of the tenants' definitions, asked for again after a second, and never more than five old. Thread-safe.</summary>
public sealed class TenantDefinitions : ITenantDefinitions
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxStaleAge = TimeSpan.FromSeconds(5);
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<TenantId, CachedTenant> _cache = new();
    private readonly ConcurrentDictionary<TenantNumber, TenantId> _idByNumber = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, bool Fix), Lazy<Task<TenantDefinition?>>> _fetches = new();

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
        Cached(tenant, mustBeFixed: false) is { } cached
            ? new(cached.Definition)
            : new(FetchAsync(tenant, fix: false).WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public ValueTask<TenantDefinition?> FindForRecordingAsync(TenantId tenant, CancellationToken cancellationToken) =>
        Cached(tenant, mustBeFixed: true) is { } cached
            ? new(cached.Definition)
            : new(FetchAsync(tenant, fix: true).WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public void Forget(TenantId tenant)
    {
        if (_cache.TryGetValue(tenant, out var cached))
            _cache.TryUpdate(tenant, cached with { FetchedAt = null }, cached);
    }

    /// <summary>A copy that will do. One that is a little old is used once more while a single call fetches the next.</summary>
    private CachedTenant? Cached(TenantId tenant, bool mustBeFixed)
    {
        if (!_cache.TryGetValue(tenant, out var cached) || cached.FetchedAt is not { } at || (mustBeFixed && !cached.Fixed))
            return null;
        var age = _time.GetElapsedTime(at);
        if (age >= MaxAge)
        {
            var fetching = FetchAsync(tenant, fix: false);
            if (age >= MaxStaleAge)
                return null;

            // A failure shows when the copy is too old to use; the next caller tries again.
            _ = fetching.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        return cached;
    }

    /// <summary>Asks the tenant's grain; all who want to know at the same time share one call, or thousands of customers would queue for it.</summary>
    private Task<TenantDefinition?> FetchAsync(TenantId tenant, bool fix)
    {
        var fetch = new Lazy<Task<TenantDefinition?>>(() => Task.Run(async () =>
        {
            try
            {
                return await AskAsync(tenant, fix);
            }
            finally
            {
                _fetches.TryRemove((tenant, fix), out _);
            }
        }));
        return _fetches.GetOrAdd((tenant, fix), fetch).Value;
    }

    private async Task<TenantDefinition?> AskAsync(TenantId tenant, bool fix)
    {
        var at = _time.GetTimestamp();
        var grain = _grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant));
        var reply = fix ? await grain.Fix(CancellationToken.None) : await grain.Get(CancellationToken.None);
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
