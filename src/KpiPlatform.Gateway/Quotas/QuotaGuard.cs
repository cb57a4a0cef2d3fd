using System.Collections.Concurrent;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Gateway.Quotas;

/// <summary>
/// Holds tenants to their quotas. What is asked with every batch or call costs a look into a dictionary and a compare-and-swap, and comes before
/// the work that it is to spare. Quotas are those of the tenant's definition, so that a change is in force within a second or two on all servers.
/// Thread-safe.
/// </summary>
internal sealed class QuotaGuard(IIntakeQualityStore store, IStateStore states, CallerDefinitions definitions, GatewayOptions options, TimeProvider time)
{
    /// <summary>Questions that read a tenant's whole journal, of one tenant at once: waiting and answered.</summary>
    public const int MaxScansPerTenant = 4;

    /// <summary>How long a tenant that sent beyond its quota counts as one that does.</summary>
    private static readonly TimeSpan BeyondFor = TimeSpan.FromSeconds(2);

    private const string ScorecardKind = "scorecard";
    private const int PageSize = 1_000;
    private readonly ConcurrentDictionary<TenantId, TenantMeter> _meters = new();

    /// <summary>What a tenant takes. Only of tenants that there are: it is kept.</summary>
    public TenantMeter Of(TenantId tenant) => _meters.GetOrAdd(tenant, _ => new(store, time));

    /// <summary>Takes interactions that are about to be recorded.</summary>
    /// <returns>Why they may not be; null if they may.</returns>
    public QuotaRefusal? TakeInteractions(TenantId tenant, TenantDefinition definition, int count)
    {
        var meter = Of(tenant);
        var quotas = definition.Quotas;
        var now = time.Now();
        if (meter.Month.Count(definition, now) >= quotas.EffectiveInteractionsPerMonth)
            return QuotaRefusal.Month(tenant, quotas, (MonthMeter.EndOfMonth(definition, now) - now).ToTimeSpan());
        var delay = meter.Interactions.Take(count, quotas.EffectiveInteractionsPerSecond, quotas.EffectiveInteractionsBurst);
        if (delay == TimeSpan.Zero)
            return null;
        meter.RefusedAt = Math.Max(1, time.GetTimestamp());
        return QuotaRefusal.Rate(tenant, quotas, delay);
    }

    /// <summary>
    /// What the work for a tenant takes turns by that has sent beyond its quota of late: it is done a little at a time, so that others don't wait for a
    /// burst of it. Null for all others.
    /// </summary>
    public SemaphoreSlim? TurnsOf(TenantId tenant)
    {
        var meter = Of(tenant);
        return meter.RefusedAt is > 0 and var at && time.GetElapsedTime(at) < BeyondFor ? meter.Turns : null;
    }

    /// <summary>Notes what was accepted.</summary>
    public void Accepted(TenantId tenant, int count)
    {
        if (count > 0)
            Of(tenant).Month.Add(count);
    }

    /// <summary>Tenants whose use is kept.</summary>
    public int Tenants => _meters.Count;

    /// <summary>Drops what is kept of tenants that there are no more. Whoever has a stream of one open yet may close it.</summary>
    public async Task TrimAsync(ITenantRegistry registry, CancellationToken cancellationToken)
    {
        // Those first: a tenant that is made meanwhile is not among them.
        var gone = _meters.Keys.ToHashSet();
        string? after = null;
        while (gone.Count > 0)
        {
            var page = await registry.ListAsync(after, PageSize, cancellationToken);
            gone.ExceptWith(page.Select(tenant => tenant.Id));
            if (page.Count < PageSize)
                break;
            after = page[^1].Id.Value;
        }

        foreach (var tenant in gone)
            _meters.TryRemove(tenant, out _);
    }

    /// <summary>Takes what the running call costs besides, once it is known. Nothing, if it is not a tenant's.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public async Task RequireQueriesAsync(int cost, CancellationToken cancellationToken)
    {
        if (cost > 0 && CallerScope.Current?.Tenant is { } tenant && await TakeQueryAsync(tenant, cost, cancellationToken) is { } beyond)
            throw RpcErrors.Of(beyond);
    }

    /// <summary>Takes what a call costs.</summary>
    /// <returns>Why it may not be made; null if it may.</returns>
    public async ValueTask<QuotaRefusal?> TakeQueryAsync(TenantId tenant, int cost, CancellationToken cancellationToken)
    {
        if (await definitions.FindAsync(tenant, cancellationToken) is not { Quotas: var quotas })
            return null;
        var delay = Of(tenant).Queries.Take(cost, quotas.EffectiveQueryCostPerSecond, quotas.EffectiveQueryCostBurst);
        return delay == TimeSpan.Zero ? null : QuotaRefusal.Cost(tenant, quotas, cost, delay);
    }

    /// <summary>Opens a recording stream; dispose to close it.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public IDisposable EnterStream(TenantId tenant, TenantDefinition definition) =>
        Of(tenant).Streams.TryEnter(definition.Quotas.EffectiveStreams)
            ?? throw RpcErrors.Of(QuotaRefusal.Open(tenant, QuotaReasons.Streams, "recording streams open", definition.Quotas.EffectiveStreams, options.RetryDelay));

    /// <summary>Opens a watch stream; dispose to close it.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public IDisposable EnterWatcher(TenantId tenant, TenantDefinition definition) =>
        Of(tenant).Watchers.TryEnter(definition.Quotas.EffectiveWatchers)
            ?? throw RpcErrors.Of(QuotaRefusal.Open(tenant, QuotaReasons.Watchers, "watch streams open", definition.Quotas.EffectiveWatchers, options.RetryDelay));

    /// <summary>Begins a question that reads the whole journal; dispose to end it.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public IDisposable EnterScan(TenantId tenant) =>
        Of(tenant).Scans.TryEnter(MaxScansPerTenant)
            ?? throw RpcErrors.Of(QuotaRefusal.Open(tenant, QuotaReasons.QueryCost, "questions that read everything recorded under way", MaxScansPerTenant, options.RetryDelay));

    /// <summary>Fails if the tenant may not have one definition more. Two at the same moment may both pass.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public async Task RequireRoomAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (await definitions.FindAsync(tenant, cancellationToken) is not { } definition)
            return;
        var most = definition.Quotas.EffectiveDefinitions;
        if (await CountDefinitionsAsync(tenant, definition, cancellationToken) >= most)
            throw RpcErrors.Of(QuotaRefusal.Full(tenant, most));
    }

    /// <summary>Scorecards, measures, indicators and segments of the tenant.</summary>
    public async Task<int> CountDefinitionsAsync(TenantId tenant, TenantDefinition definition, CancellationToken cancellationToken)
    {
        var settings = definition.Newest.Settings;
        return settings.Measures.Count + settings.Indicators.Count + settings.Segments.Count + await CountScorecardsAsync(tenant, cancellationToken);
    }

    /// <summary>Scorecards of the tenant.</summary>
    public async Task<int> CountScorecardsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var count = 0;
        string? after = null;
        while (true)
        {
            var page = await states.ListKeysAsync(ScorecardKind, tenant.Value + "/", after, PageSize, cancellationToken);
            count += page.Count;
            if (page.Count < PageSize)
                return count;
            after = page[^1];
        }
    }
}
