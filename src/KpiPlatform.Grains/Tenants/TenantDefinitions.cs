using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Tenants;

/// <summary>This process's copy of the tenants' definitions, asked for again after a second, and never more than five old. Thread-safe.</summary>
public sealed class TenantDefinitions : ITenantDefinitions
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxStaleAge = TimeSpan.FromSeconds(5);
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly TaskScheduler _outside;
    private readonly ConcurrentDictionary<TenantId, CachedTenant> _cache = new();
    private readonly ConcurrentDictionary<TenantNumber, TenantId> _idByNumber = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, bool Fix), Lazy<Task<TenantDefinition?>>> _fetches = new();

    /// <summary>Creates it.</summary>
    /// <param name="grains">Where the tenants' grains are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outside">Where calls are made that belong to no grain; default the thread pool.</param>
    public TenantDefinitions(IGrainFactory grains, TimeProvider time, TaskScheduler? outside = null)
    {
        _grains = grains;
        _time = time;
        _outside = outside ?? TaskScheduler.Default;
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
    public TenantDefinition? Latest(TenantId tenant) => _cache.TryGetValue(tenant, out var cached) ? cached.Definition : null;

    /// <inheritdoc/>
    public void Learn(TenantId tenant, TenantDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        Keep(tenant, document, _time.GetTimestamp());
    }

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
        var fetch = new Lazy<Task<TenantDefinition?>>(() => Task.Factory.StartNew(
            async () =>
            {
                try
                {
                    return await AskAsync(tenant, fix);
                }
                finally
                {
                    _fetches.TryRemove((tenant, fix), out _);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _outside).Unwrap());
        return _fetches.GetOrAdd((tenant, fix), fetch).Value;
    }

    private async Task<TenantDefinition?> AskAsync(TenantId tenant, bool fix)
    {
        var at = _time.GetTimestamp();
        var grain = _grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant));
        var reply = fix ? await grain.Fix(CancellationToken.None) : await grain.Get(CancellationToken.None);
        return reply.Error is { Kind: ErrorKind.NotFound } ? null : Keep(tenant, reply.Require(), at).Definition;
    }

    /// <summary>Keeps a document's definition, unless a newer one is kept already.</summary>
    private CachedTenant Keep(TenantId tenant, TenantDocument document, long at)
    {
        CachedTenant? made = null;
        return _cache.AddOrUpdate(
            tenant,
            _ => Make(null),
            (_, known) => known.Revision > document.Revision ? known : Make(known));

        CachedTenant Make(CachedTenant? known)
        {
            // The same definition keeps its object: grains compare references, and parsing is not for every second.
            var definition = known?.Etag == document.Etag ? known.Definition : (made ??= new(Read(document), document.Etag, document.Fixed, document.Revision, at)).Definition;
            _idByNumber[definition.Tenant] = tenant;
            return new(definition, document.Etag, document.Fixed, document.Revision, at);
        }
    }

    private static TenantDefinition Read(TenantDocument document)
    {
        var number = new TenantNumber(document.Number);
        var standing = document.Standing is { } stored
            ? new TenantStanding { IsSuspended = stored.IsSuspended, Reason = stored.Reason, DeleteAt = stored.DeleteAtTicks is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null }
            : TenantStanding.Active;
        var active = document.Active ?? new(document.DefinitionVersion, 0, CatalogueHistory.First, document.SettingsJson, null);
        List<ClosedDays> closed = document.ClosedDaysJson.Length == 0 ? [] : GrainJson.Read<List<ClosedDays>>(document.ClosedDaysJson);
        return Read(number, active, closed, document.Next is { } next ? Read(number, next, closed) : null, document.Previous is { } previous ? Read(number, previous, closed) : null, standing, Quotas(document));
    }

    private static TenantDefinition Read(TenantNumber number, DefinitionDocument document, List<ClosedDays> closed, TenantDefinition? next = null, TenantDefinition? previous = null, TenantStanding? standing = null, TenantQuotas? quotas = null) =>
        new(number, document.Version, GrainJson.Read<TenantSettings>(document.SettingsJson))
        {
            Generation = document.Generation,
            CatalogueVersion = document.CatalogueVersion,
            CompleteFrom = document.CompleteFromTicks is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null,
            ChangedAt = (document.ChangedAtTicks ?? document.CompleteFromTicks) is { } changed ? Instant.FromUnixTimeTicks(changed) : null,
            ClosedDays = closed,
            Standing = standing ?? TenantStanding.Active,
            Quotas = quotas ?? TenantQuotas.Default,
            Next = next,
            Previous = previous,
        };

    private static TenantQuotas? Quotas(TenantDocument document) => document.QuotasJson is { Length: > 0 } json ? GrainJson.Read<TenantQuotas>(json) : null;

    private sealed record CachedTenant(TenantDefinition Definition, string Etag, bool Fixed, long Revision, long? FetchedAt);
}
