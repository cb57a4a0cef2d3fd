using System.Collections.Concurrent;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeAnalysis : AnalysisService.AnalysisServiceBase
{
    /// <summary>Everything asked, in order.</summary>
    public ConcurrentQueue<Google.Protobuf.IMessage> Asked { get; } = new();

    public QueryCohortsResponse Cohorts { get; set; } = new();

    public CompareGroupsResponse Groups { get; set; } = new();

    public CorrelateIndicatorsResponse Correlations { get; set; } = new();

    public AnalyseDriversResponse Drivers { get; set; } = new();

    public ListContributorsResponse Contributors { get; set; } = new();

    public override Task<ListContributorsResponse> ListContributors(ListContributorsRequest request, ServerCallContext context) => Answer(request.Clone(), Contributors);

    public override Task<QueryCohortsResponse> QueryCohorts(QueryCohortsRequest request, ServerCallContext context) => Answer(request, Cohorts);

    public override Task<CompareGroupsResponse> CompareGroups(CompareGroupsRequest request, ServerCallContext context) => Answer(request, Groups);

    public override Task<CorrelateIndicatorsResponse> CorrelateIndicators(CorrelateIndicatorsRequest request, ServerCallContext context) => Answer(request, Correlations);

    public override Task<AnalyseDriversResponse> AnalyseDrivers(AnalyseDriversRequest request, ServerCallContext context) => Answer(request, Drivers);

    private Task<T> Answer<T>(Google.Protobuf.IMessage request, T answer)
    {
        Asked.Enqueue(request);
        return Task.FromResult(answer);
    }
}
