using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Benchmarks;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Protocol.V1;
using Granularity = KpiPlatform.Domain.Periods.Granularity;

namespace KpiPlatform.Gateway.Benchmarks;

/// <summary>
/// Medians of other tenants. The values of an industry are taken once a day (UTC), stored, and whoever asks within the day is answered from
/// them: so nobody can tell a tenant by watching the median before and after it comes, goes or changes. The first to store wins.
/// </summary>
internal sealed class IndustryBenchmarks(
    IStateStore store, ITenantRegistry registry, CallerDefinitions definitions, IndicatorQuery indicators, GatewayOptions options, TimeProvider time) : IDisposable
{
    private const string Kind = "benchmark-industry";
    private const string Customers = "active_customers";
    private const int Page = 1_000;

    /// <summary>Most tenants of an industry that are asked; a median of so many does not need more.</summary>
    private const int MaxTenants = 10_000;

    // One at a time: a second one who asks the same is answered from what the first one stored.
    private readonly SemaphoreSlim _taking = new(1);

    /// <summary>The median for a tenant.</summary>
    /// <param name="definition">The tenant that asks.</param>
    /// <param name="indicator">The indicator.</param>
    /// <param name="component">Part of it; empty for the value.</param>
    /// <param name="period">The period.</param>
    /// <param name="unit">Unit of the tenant's own value.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IndustryBenchmark> FindAsync(TenantDefinition definition, Indicator indicator, string component, KpiPeriod period, string unit, CancellationToken cancellationToken)
    {
        var settings = definition.Newest.Settings;
        var answer = new IndustryBenchmark { Industry = settings.Industry };
        if (!settings.ShareBenchmarks || settings.Industry.Length == 0)
            answer.UnavailableReason = "NOT_SHARED";
        else if (!IsBuiltIn(indicator) || (component.Length > 0 && !indicator.Components.Contains(component, StringComparer.Ordinal)))
            answer.UnavailableReason = "INDICATOR_NOT_SHARED";
        else if (period.Granularity is not (Granularity.Month or Granularity.Quarter or Granularity.Year) || period.End > time.Now())
            answer.UnavailableReason = "PERIOD_NOT_SHARED";
        if (answer.UnavailableReason.Length > 0)
            return answer;

        var shared = await TodaysAsync(settings.Industry, indicator, component, period, cancellationToken);
        answer.Date = LocalDay.Format(shared.Day);
        if (IndustryMedian.Of(shared.Values, definition.Tenant.Value, unit) is { } median)
            (answer.Median, answer.Tenants) = (median.Median, median.Tenants);
        else
            answer.UnavailableReason = "TOO_FEW_TENANTS";
        return answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _taking.Dispose();

    private static bool IsBuiltIn(Indicator indicator) => ReferenceEquals(IndicatorCatalogue.Find(indicator.Id), indicator);

    private async Task<SharedValues> TodaysAsync(string industry, Indicator indicator, string component, KpiPeriod period, CancellationToken cancellationToken)
    {
        var today = TenantCalendar.DayNumber(time.Now().InUtc().Date);

        // No tenant's id has a colon, so that these are the documents of none: they hold values of many.
        var key = string.Create(CultureInfo.InvariantCulture, $"industry:{industry}/{indicator.Id}/{component}/{period.FromDay}_{period.ToDay}");
        var stored = await ReadAsync(key, cancellationToken);
        if (stored.Values?.Day >= today)
            return stored.Values;
        await _taking.WaitAsync(cancellationToken);
        try
        {
            stored = await ReadAsync(key, cancellationToken);
            if (stored.Values?.Day >= today)
                return stored.Values;
            var taken = new SharedValues(today, await TakeAsync(industry, indicator, component, period, cancellationToken));
            if (await store.WriteAsync(Kind, key, stored.Etag, Encoding.UTF8.GetBytes(GrainJson.Write(taken)), cancellationToken) is not null)
                return taken;

            // Another server was first; what it stored holds for everybody.
            return (await ReadAsync(key, cancellationToken)).Values ?? taken;
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task<(string? Etag, SharedValues? Values)> ReadAsync(string key, CancellationToken cancellationToken) =>
        await store.ReadAsync(Kind, key, cancellationToken) is { } stored
            ? (stored.Etag, GrainJson.Read<SharedValues>(Encoding.UTF8.GetString(stored.Payload.Span)))
            : (null, null);

    private async Task<IReadOnlyList<SharedValue>> TakeAsync(string industry, Indicator indicator, string component, KpiPeriod period, CancellationToken cancellationToken)
    {
        // What other tenants lend is the one thing of theirs that a tenant's call makes the server read. It does so as itself, and what it reads
        // leaves this class as a median alone.
        CallerScope.Enter(caller: null);
        var members = await MembersAsync(industry, cancellationToken);
        var values = new SharedValue?[members.Count];
        await Bounded.ForEachAsync(members.Count, options.MaxParallelReads, async i =>
            values[i] = await ValueOfAsync(members[i].Id, members[i].Definition, indicator, component, period, cancellationToken));
        return [.. values.OfType<SharedValue>().OrderBy(value => value.Tenant)];
    }

    private async Task<List<(TenantId Id, TenantDefinition Definition)>> MembersAsync(string industry, CancellationToken cancellationToken)
    {
        var members = new List<(TenantId, TenantDefinition)>();
        string? after = null;
        IReadOnlyList<StoredTenant> page;
        do
        {
            page = await registry.ListAsync(after, Page, cancellationToken);
            var found = new TenantDefinition?[page.Count];
            await Bounded.ForEachAsync(page.Count, options.MaxParallelReads, async i => found[i] = await definitions.FindAsync(page[i].Id, cancellationToken));
            for (var i = 0; i < page.Count && members.Count < MaxTenants; i++)
            {
                if (found[i] is { Newest.Settings: { ShareBenchmarks: true } settings } && string.Equals(settings.Industry, industry, StringComparison.Ordinal))
                    members.Add((page[i].Id, found[i]!));
            }

            after = page.Count == 0 ? null : page[^1].Id.Value;
        }
        while (page.Count == Page && members.Count < MaxTenants);
        return members;
    }

    /// <summary>What a tenant lends; null if it has no value, or if the days are no calendar period of its own, as with another fiscal year.</summary>
    private async Task<SharedValue?> ValueOfAsync(TenantId tenant, TenantDefinition definition, Indicator indicator, string component, KpiPeriod asked, CancellationToken cancellationToken)
    {
        var period = KpiPeriod.Between(definition.Calendar, asked.FromDay, asked.ToDay);
        if (period.Granularity == Granularity.Custom || period.End > time.Now())
            return null;
        var context = IndicatorContext.Of(definition, period, time.Now());
        var values = await indicators.EvaluateAsync(tenant, definition, [(indicator, context), (IndicatorCatalogue.Get(Customers), context)], custom: null, default, cancellationToken);
        var value = component.Length == 0 ? values[0] : values[0].OfComponent(component);
        return value is { Value: { } number, Modelled: false } ? new(definition.Tenant.Value, number, value.Unit, (long)(values[1].Value ?? 0)) : null;
    }
}
