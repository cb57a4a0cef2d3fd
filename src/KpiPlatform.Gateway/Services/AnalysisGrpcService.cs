using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Gateway.Analysis;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Protocol.V1;
using Granularity = KpiPlatform.Protocol.V1.Granularity;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.AnalysisService; the contract's comments say what each call does.</summary>
internal sealed class AnalysisGrpcService(IndicatorQuery indicators, CohortQuery cohorts, GroupQuery groups, DriverQuery drivers, ContributorQuery contributors) : AnalysisService.AnalysisServiceBase
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
    public override Task<ListContributorsResponse> ListContributors(ListContributorsRequest request, ServerCallContext context) =>
        contributors.RunAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<CompareGroupsResponse> CompareGroups(CompareGroupsRequest request, ServerCallContext context) =>
        groups.RunAsync(request, context.CancellationToken);

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
