using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeSegments : SegmentService.SegmentServiceBase
{
    /// <summary>Everything asked, in order.</summary>
    public ConcurrentQueue<Google.Protobuf.IMessage> Asked { get; } = new();

    public SegmentDefinition Segment { get; set; } = new();

    public IReadOnlyList<SegmentMember> Members { get; set; } = [];

    public IReadOnlyList<SegmentEvent> Events { get; set; } = [];

    /// <summary>What each opening of a watch says before its stream ends; the last one stays.</summary>
    public IReadOnlyList<IReadOnlyList<WatchSegmentResponse>> Updates { get; set; } = [];

    public override Task<SegmentDefinition> CreateSegment(CreateSegmentRequest request, ServerCallContext context) => Answer(request, Segment);

    public override Task<SegmentDefinition> UpdateSegment(UpdateSegmentRequest request, ServerCallContext context) => Answer(request, Segment);

    public override Task<SegmentDefinition> GetSegment(GetSegmentRequest request, ServerCallContext context) =>
        request.Name == Segment.Name
            ? Answer(request, Segment)
            : throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, $"{request.Name} does not exist"));

    public override Task<ListSegmentsResponse> ListSegments(ListSegmentsRequest request, ServerCallContext context) =>
        Answer(request, new ListSegmentsResponse { Segments = { Segment } });

    /// <summary>Two members a page.</summary>
    public override Task<ListSegmentMembersResponse> ListSegmentMembers(ListSegmentMembersRequest request, ServerCallContext context)
    {
        var skip = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var response = new ListSegmentMembersResponse { Members = { Members.Skip(skip).Take(2) } };
        if (skip + 2 < Members.Count)
            response.NextPageToken = (skip + 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Answer(request, response);
    }

    public override Task<ListSegmentEventsResponse> ListSegmentEvents(ListSegmentEventsRequest request, ServerCallContext context) =>
        Answer(request, new ListSegmentEventsResponse { Events = { Events } });

    public override async Task WatchSegment(WatchSegmentRequest request, IServerStreamWriter<WatchSegmentResponse> responseStream, ServerCallContext context)
    {
        Asked.Enqueue(request);
        var opening = Asked.OfType<WatchSegmentRequest>().Count() - 1;
        foreach (var update in Updates[Math.Min(opening, Updates.Count - 1)])
            await responseStream.WriteAsync(update);
        if (opening >= Updates.Count - 1)
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public override Task<Empty> DeleteSegment(DeleteSegmentRequest request, ServerCallContext context) => Answer(request, new Empty());

    private Task<T> Answer<T>(Google.Protobuf.IMessage request, T answer)
    {
        Asked.Enqueue(request);
        return Task.FromResult(answer);
    }
}
