using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeScorecards : ScorecardService.ScorecardServiceBase
{
    private static readonly Timestamp Epoch = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);

    public ConcurrentDictionary<string, ScorecardDefinition> Definitions { get; } = new();

    public Scorecard Card { get; set; } = new();

    public GetScorecardRequest? LastGet { get; private set; }

    public QueryIndicatorRequest? LastQuery { get; private set; }

    public QueryIndicatorResponse Series { get; set; } = new();

    public ConcurrentQueue<WatchScorecardRequest> Watches { get; } = new();

    public ExportScorecardRequest? LastExport { get; private set; }

    /// <summary>Pieces of an export.</summary>
    public IReadOnlyList<byte[]> ExportPieces { get; set; } = [];

    /// <summary>What each stream of updates sends before its connection is cut; the last one stays open.</summary>
    public IReadOnlyList<IReadOnlyList<WatchScorecardResponse>> Updates { get; set; } = [];

    public override Task<ListIndicatorsResponse> ListIndicators(ListIndicatorsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListIndicatorsResponse
        {
            Indicators = { new IndicatorDescription { Id = "orders", Title = "Orders", Definition = "Purchases of the period.", Unit = "count", Direction = Direction.Increase, Source = "Kaplan and Norton 1996", Inputs = { "purchase" }, Dimensional = true } },
        });

    public override Task<ScorecardDefinition> GetScorecardDefinition(GetScorecardDefinitionRequest request, ServerCallContext context) =>
        Definitions.TryGetValue(request.Name, out var definition)
            ? Task.FromResult(definition)
            : throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, $"{request.Name} does not exist"));

    public override Task<ScorecardDefinition> UpdateScorecard(UpdateScorecardRequest request, ServerCallContext context)
    {
        var after = request.Scorecard.Clone();
        after.Version = Definitions.TryGetValue(after.Name, out var before) ? before.Version + 1 : 1;
        after.UpdateTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(after.Version));
        Definitions[after.Name] = after;
        return Task.FromResult(after);
    }

    public override Task<Empty> DeleteScorecard(DeleteScorecardRequest request, ServerCallContext context) =>
        Definitions.TryRemove(request.Name, out _)
            ? Task.FromResult(new Empty())
            : throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, $"{request.Name} does not exist"));

    public override Task<ListScorecardsResponse> ListScorecards(ListScorecardsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListScorecardsResponse { Scorecards = { Definitions.Values.OrderBy(d => d.Name, StringComparer.Ordinal) } });

    public override Task<Scorecard> GetScorecard(GetScorecardRequest request, ServerCallContext context)
    {
        LastGet = request;
        return Task.FromResult(Card);
    }

    /// <summary>Everything asked beside reading, in order.</summary>
    public ConcurrentQueue<Google.Protobuf.IMessage> Asked { get; } = new();

    public ExplainScorecardResponse Explanation { get; set; } = new();

    public override Task<ExplainScorecardResponse> ExplainScorecard(ExplainScorecardRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request.Clone());
        return Task.FromResult(Explanation);
    }

    public override Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context) => Task.FromResult(new ListTemplatesResponse
    {
        Templates =
        {
            new ScorecardTemplate
            {
                Id = "ivr", Title = "IVR", Description = "Whether callers find what they need in the menu.",
                Definition = new ScorecardDefinition { Perspectives = { new Perspective { Objectives = { new Objective { Indicators = { new ScorecardIndicator(), new ScorecardIndicator() } } } } } },
            },
        },
    });

    public override Task<ScorecardDefinition> CreateScorecard(CreateScorecardRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ScorecardDefinition { Name = $"{request.Parent}/scorecards/{request.ScorecardId}", Version = 1 });
    }

    public override Task<ClosedPeriod> ClosePeriod(ClosePeriodRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ClosedPeriod { Period = new Period { Label = "1997-06" }, CloseTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch), ClosedBy = request.ClosedBy, DefinitionVersion = 3 });
    }

    public override Task<Override> CreateOverride(CreateOverrideRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        var made = request.Override.Clone();
        made.Id = "o1";
        return Task.FromResult(made);
    }

    public override Task<Comment> CreateComment(CreateCommentRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(request.Comment);
    }

    public override Task<Override> WithdrawOverride(WithdrawOverrideRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new Override { Id = request.Id, Indicator = "p/o/csat", Period = "1997-06" });
    }

    public override Task<ListScorecardVersionsResponse> ListScorecardVersions(ListScorecardVersionsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListScorecardVersionsResponse { Versions = { new ScorecardVersion { Version = 2, CreateTime = Epoch, Available = true } } });

    public override Task<ListClosedPeriodsResponse> ListClosedPeriods(ListClosedPeriodsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListClosedPeriodsResponse { ClosedPeriods = { new ClosedPeriod { Period = new Period { Label = "1997-06" }, CloseTime = Epoch, ClosedBy = "Kim", DefinitionVersion = 3 } } });

    public override Task<ListOverridesResponse> ListOverrides(ListOverridesRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ListOverridesResponse { Overrides = { new Override { Id = "o1", Indicator = "p/o/csat", Period = "1997-06", Performance = 80, Author = "Kim", Reason = "audit", WithdrawTime = Epoch } } });
    }

    public override Task<ListCommentsResponse> ListComments(ListCommentsRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ListCommentsResponse { Comments = { new Comment { Id = "c1", Indicator = "p/o/csat", Period = "1997-06", Author = "Kim", Text = "the weather", CreateTime = Epoch } } });
    }

    public override Task<ListOverdueReviewsResponse> ListOverdueReviews(ListOverdueReviewsRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ListOverdueReviewsResponse { Reviews = { new OverdueReview { Scorecard = "tenants/acme/scorecards/customers", Perspective = "p", Objective = "o", Indicator = "csat", Title = "CSAT", Owner = "Ann", ReviewDate = "2026-01-01" } } });
    }

    public override Task<QueryIndicatorResponse> QueryIndicator(QueryIndicatorRequest request, ServerCallContext context)
    {
        LastQuery = request;
        return Task.FromResult(Series);
    }

    public override async Task WatchScorecard(
        WatchScorecardRequest request, IServerStreamWriter<WatchScorecardResponse> responseStream, ServerCallContext context)
    {
        var stream = Watches.Count;
        Watches.Enqueue(request);
        foreach (var update in Updates[Math.Min(stream, Updates.Count - 1)])
            await responseStream.WriteAsync(update);
        if (stream >= Updates.Count - 1)
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        else
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "shutting down"));
    }

    public override async Task ExportScorecard(ExportScorecardRequest request, IServerStreamWriter<ExportScorecardResponse> responseStream, ServerCallContext context)
    {
        LastExport = request;
        foreach (var piece in ExportPieces)
            await responseStream.WriteAsync(new ExportScorecardResponse { Content = Google.Protobuf.ByteString.CopyFrom(piece) });
    }

    public ImportScorecardRequest? LastImport { get; private set; }

    public ImportScorecardResponse Imported { get; set; } = new();

    public override Task<ImportScorecardResponse> ImportScorecard(ImportScorecardRequest request, ServerCallContext context)
    {
        LastImport = request;
        return Task.FromResult(Imported);
    }
}
