using System.Globalization;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Protocol.V1;
using NodaTime;
using CohortStart = KpiPlatform.Domain.Analysis.CohortStart;
using Granularity = KpiPlatform.Domain.Periods.Granularity;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Cohorts: of first orders by calendar month from the live numbers, all others from the journal.</summary>
internal sealed class CohortQuery(IndicatorQuery indicators, JournalScan scan, CallerDefinitions definitions, TimeProvider time)
{
    private const string Cohorts = "first_purchase_cohorts";
    private const int MaxMonths = Domain.Indicators.CohortIndicator.MaxMonths;

    /// <summary>Answers a query.</summary>
    public Task<QueryCohortsResponse> RunAsync(QueryCohortsRequest request, CancellationToken cancellationToken)
    {
        if (request.IntervalDays is < 0 or > CohortLimits.MaxStepDays)
            throw OutOfRange($"interval_days is {request.IntervalDays}; it must be 1 to {CohortLimits.MaxStepDays}, or 0 for calendar months.", "interval_days");
        if (!Enum.IsDefined(request.CohortStart))
            throw OutOfRange($"{(int)request.CohortStart} is no start of a cohort.", "cohort_start");
        var isLive = request is { IntervalDays: 0, Dimension.Length: 0, CohortStart: not Protocol.V1.CohortStart.Acquisition };
        return isLive ? LiveAsync(request, cancellationToken) : ScanAsync(request, cancellationToken);
    }

    private async Task<QueryCohortsResponse> LiveAsync(QueryCohortsRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryIndicatorRequest
        {
            Parent = request.Parent,
            Indicator = Cohorts,
            Granularity = Protocol.V1.Granularity.Month,
            StartDate = request.StartDate,
            EndDate = request.EndDate,
            AsOfTime = request.AsOfTime,
            Token = request.Token,
        };
        var series = (await indicators.RunAsync(query, cancellationToken)).Series;
        var response = new QueryCohortsResponse();
        foreach (var value in series[0].Values)
            response.Cohorts.Add(ToCohort(value));
        return response;
    }

    private async Task<QueryCohortsResponse> ScanAsync(QueryCohortsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        _ = ConsistencyToken.Decode(request.Token);
        var now = time.Now();
        var asOf = Times.Read(request.AsOfTime, "as_of_time") is { } instant ? Instant.Min(instant, now) : now;
        var slot = request.Dimension.Length == 0 ? -1 : TenantDimensions.SlotOf(definition, request.Dimension, "dimension");
        var months = QueriedPeriods.Of(request.StartDate, request.EndDate, Granularity.Month, definition.Calendar, asOf);
        var values = TenantDimensions.ValuesOf(definition, slot);
        if (months.Count * values.Count > CohortLimits.MaxCohorts)
            throw OutOfRange($"{values.Count} dimension values over {months.Count} months are more than {CohortLimits.MaxCohorts} cohorts: take a shorter span, or no dimension.", "end_date");

        var start = request.CohortStart == Protocol.V1.CohortStart.Acquisition ? CohortStart.Acquisition : CohortStart.FirstPurchase;
        var context = new FoldContext(definition);
        var table = new CohortTable(context, request.IntervalDays, asOf);
        await scan.RunAsync(
            definition,
            asOf < now ? asOf : null,
            (_, history) =>
            {
                if (CohortMember.Of(history, start, slot, context) is { } member)
                    table.Add(member);
            },
            cancellationToken);

        var response = new QueryCohortsResponse();
        foreach (var (name, value) in values)
        {
            foreach (var month in months)
            {
                var key = TenantCalendar.MonthOf(month.FromDay);
                var cohort = new Cohort { Period = IndicatorValues.ToProto(month), Customers = table.CustomersOf(value, key), Partial = asOf < month.End, DimensionValue = name };
                foreach (var cell in table.CellsOf(value, key))
                    Add(cohort, cell, request.IntervalDays);
                response.Cohorts.Add(cohort);
            }
        }

        return response;
    }

    private static void Add(Cohort cohort, CohortCell cell, int stepDays)
    {
        if (stepDays == 0)
        {
            var month = new CohortMonth { Month = cell.Step, Customers = cell.Customers, Partial = cell.Partial };
            if (cell.Percent is { } share)
                month.Percent = share;
            cohort.Months.Add(month);
            return;
        }

        var step = new CohortStep
        {
            Step = cell.Step,
            FromDay = cell.Step * stepDays,
            ToDay = (cell.Step + 1) * stepDays,
            Customers = cell.Customers,
            MaturedCustomers = cell.Matured,
            Partial = cell.Partial,
        };
        if (cell.Percent is { } percent)
            step.Percent = percent;
        cohort.Steps.Add(step);
    }

    private static Cohort ToCohort(IndicatorValue value)
    {
        var cohort = new Cohort { Period = value.Period, Customers = (long)value.Value, Partial = value.Partial };
        for (var i = 0; i < value.Components.Count; i++)
        {
            var component = value.Components[i];
            var month = new CohortMonth
            {
                Month = int.Parse(component.Id, CultureInfo.InvariantCulture),
                Customers = (long)component.Value,

                // Only the last month that has begun can be unfinished.
                Partial = i == value.Components.Count - 1 && i < MaxMonths,
            };
            if (cohort.Customers > 0)
                month.Percent = 100.0 * month.Customers / cohort.Customers;
            cohort.Months.Add(month);
        }

        return cohort;
    }

    private static DomainException OutOfRange(string message, string field) => new(ErrorKind.InvalidArgument, Reasons.OutOfRange, message, field);
}
