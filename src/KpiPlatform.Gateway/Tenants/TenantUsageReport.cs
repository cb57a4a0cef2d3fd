using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Adds up what a tenant uses, out of counters that are kept anyway.</summary>
internal sealed class TenantUsageReport(CallerDefinitions definitions, IBackfillStore customers, IIntakeQualityStore quality, QuotaGuard quotas, TimeProvider time)
{
    private const int Months = 12;

    /// <summary>The report.</summary>
    public async Task<TenantUsage> RunAsync(GetTenantUsageRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var settings = definition.Newest.Settings;
        var counts = await customers.CountCustomersAsync(definition.Tenant, cancellationToken);
        var usage = new TenantUsage
        {
            Name = ResourceNames.Tenant(tenant),
            CustomersCount = counts.Total,
            ErasedCustomersCount = counts.Erased,
            ScorecardsCount = await quotas.CountScorecardsAsync(tenant, cancellationToken),
            MeasuresCount = settings.Measures.Count,
            IndicatorsCount = settings.Indicators.Count,
            SegmentsCount = settings.Segments.Count,
            Quota = TenantQuotaMapper.ToProto(tenant, definition.Quotas),
            OpenStreamsCount = quotas.Of(tenant).Streams.Open,
            OpenWatchersCount = quotas.Of(tenant).Watchers.Open,
        };
        var month = MonthMeter.FirstOfMonth(definition, time.Now());
        for (var i = 0; i < Months; i++, month = month.PlusMonths(-1))
        {
            if (await ReadAsync(definition.Tenant, month, cancellationToken) is { } used)
                usage.Months.Add(used);
        }

        return usage;
    }

    /// <summary>Interactions accepted in the current month, by the tenant's calendar.</summary>
    public async Task<long> AcceptedThisMonthAsync(TenantDefinition definition, CancellationToken cancellationToken) =>
        (await ReadAsync(definition.Tenant, MonthMeter.FirstOfMonth(definition, time.Now()), cancellationToken))?.AcceptedCount ?? 0;

    private async Task<TenantUsage.Types.Month?> ReadAsync(TenantNumber tenant, LocalDate month, CancellationToken cancellationToken)
    {
        var counts = await quality.ReadCountsAsync(tenant, TenantCalendar.DayNumber(month), TenantCalendar.DayNumber(month.PlusMonths(1)), cancellationToken);
        return counts.Count == 0
            ? null
            : new TenantUsage.Types.Month
            {
                Month_ = month.ToString("uuuu-MM", CultureInfo.InvariantCulture),
                AcceptedCount = Sum(IntakeOutcome.Accepted),
                DuplicateCount = Sum(IntakeOutcome.Duplicate),
                RejectedCount = Sum(IntakeOutcome.Rejected),
            };

        long Sum(IntakeOutcome outcome) => counts.Where(count => count.Outcome == outcome).Sum(count => count.Count);
    }
}
