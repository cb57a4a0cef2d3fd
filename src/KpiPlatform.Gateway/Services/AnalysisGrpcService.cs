using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Gateway.Analysis;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Granularity = KpiPlatform.Protocol.V1.Granularity;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.AnalysisService; the contract's comments say what each call does.</summary>
internal sealed class AnalysisGrpcService(IndicatorQuery indicators, CohortQuery cohorts, DriverQuery drivers, ITenantDefinitions definitions, TimeProvider time)
    : AnalysisService.AnalysisServiceBase
{
    private const int MaxLag = 6;
    private const string NotCause = "Correlation, not cause: both may follow something else, and of many pairs looked at some agree by chance.";

    /// <inheritdoc/>
    public override Task<QueryCohortsResponse> QueryCohorts(QueryCohortsRequest request, ServerCallContext context) =>
        cohorts.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<AnalyseDriversResponse> AnalyseDrivers(AnalyseDriversRequest request, ServerCallContext context) =>
        drivers.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<CompareGroupsResponse> CompareGroups(CompareGroupsRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, context.CancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        if (request.Dimension.Length == 0)
            throw Missing("dimension is required: its values are the groups.", "dimension");
        if (request.Period.Length == 0)
            throw Missing("period is required, such as 2026-01 or last-30-days.", "period");
        var now = time.Now();
        var asOf = Times.Read(request.AsOfTime, "as_of_time") is { } instant ? Instant.Min(instant, now) : now;
        var period = PeriodParser.Parse(request.Period, definition.Calendar, definition.Calendar.DayOf(asOf), "period");
        var query = new QueryIndicatorRequest
        {
            Parent = request.Parent,
            Indicator = request.Indicator,
            Dimension = request.Dimension,
            Granularity = (Granularity)period.Granularity,
            StartDate = LocalDay.Format(period.FromDay),
            EndDate = LocalDay.Format(period.ToDay),
            AsOfTime = request.AsOfTime,
            Token = request.Token,
        };
        var series = (await indicators.RunAsync(query, context.CancellationToken)).Series;
        var name = request.Reference.Length == 0 ? series[0].DimensionValue : request.Reference;
        var reference = series.FirstOrDefault(one => string.Equals(one.DimensionValue, name, StringComparison.Ordinal))
            ?? throw new DomainException(
                ErrorKind.InvalidArgument,
                "UNKNOWN_DIMENSION_VALUE",
                $"\"{DisplayText.Of(name)}\" is not a value of the dimension: declare it, or take one of {string.Join(", ", series.Select(one => DisplayText.Of(one.DimensionValue)))}.",
                "reference");
        var response = new CompareGroupsResponse { Reference = name };
        foreach (var one in series)
            response.Groups.Add(GroupComparison.Of(one.DimensionValue, one.Values[0], reference.Values[0]));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<CorrelateIndicatorsResponse> CorrelateIndicators(CorrelateIndicatorsRequest request, ServerCallContext context)
    {
        if (request.OtherIndicator.Length == 0)
            throw Missing("other_indicator is required.", "other_indicator");
        if (request.Granularity == Granularity.Custom)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "A correlation takes consecutive periods: day, week, month, quarter or year.", "granularity");
        var query = new QueryIndicatorRequest
        {
            Parent = request.Parent,
            Indicator = request.Indicator,
            Granularity = request.Granularity,
            StartDate = request.StartDate,
            EndDate = request.EndDate,
            AsOfTime = request.AsOfTime,
            Token = request.Token,
        };
        var first = Values(await indicators.RunAsync(query, context.CancellationToken));
        query.Indicator = request.OtherIndicator;
        var second = Values(await indicators.RunAsync(query, context.CancellationToken));
        var response = new CorrelateIndicatorsResponse { Note = NotCause };
        for (var lag = 0; lag <= MaxLag; lag++)
        {
            var pairs = PearsonCorrelation.Pairs(first, second, lag);
            var correlation = new LaggedCorrelation { Lag = lag, Pairs = pairs.Count };
            if (PearsonCorrelation.Of(pairs) is { } value)
                correlation.Correlation = value;
            response.Correlations.Add(correlation);
        }

        return response;
    }

    private static List<double?> Values(QueryIndicatorResponse response) =>
        [.. response.Series[0].Values.Select(value => value is { HasValue: true, Partial: false } ? value.Value : (double?)null)];

    private static DomainException Missing(string message, string field) => new(ErrorKind.InvalidArgument, Reasons.Required, message, field);
}
