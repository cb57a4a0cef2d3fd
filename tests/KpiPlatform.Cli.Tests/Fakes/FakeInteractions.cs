using System.Collections.Concurrent;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>Records like the real one: by identity, once. A test scripts what goes wrong.</summary>
public sealed class FakeInteractions : InteractionService.InteractionServiceBase
{
    private int _batches;
    private int _streams;

    public ConcurrentDictionary<string, Interaction> Recorded { get; } = new();

    public ConcurrentQueue<RecordInteractionsRequest> Requests { get; } = new();

    public int Streams => _streams;

    /// <summary>Reason for rejecting an interaction, or null.</summary>
    public Func<Interaction, RejectedInteraction?> Reject { get; set; } = _ => null;

    /// <summary>Answers the n-th batch received (from 1 over all streams) itself; null: as usual.</summary>
    public Func<int, RecordInteractionsRequest, RecordInteractionsResponse?> Answer { get; set; } = (_, _) => null;

    /// <summary>Cuts the connection at the n-th batch: before it is recorded, or after but before it is acknowledged.</summary>
    public Func<int, Cut> CutAt { get; set; } = _ => Cut.None;

    /// <summary>So many batches are taken before the first is acknowledged.</summary>
    public int HoldBack { get; set; }

    public int MostUnacknowledged { get; private set; }

    public ListInteractionsResponse List { get; set; } = new();

    public ListInteractionsRequest? LastList { get; private set; }

    public DataQuality Quality { get; set; } = new() { Total = new() };

    public GetDataQualityRequest? LastQuality { get; private set; }

    public List<StoredRejection> Rejections { get; } = [];

    public override Task<DataQuality> GetDataQuality(GetDataQualityRequest request, ServerCallContext context)
    {
        LastQuality = request;
        return Task.FromResult(Quality);
    }

    public override Task<ListRejectedInteractionsResponse> ListRejectedInteractions(ListRejectedInteractionsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListRejectedInteractionsResponse { Rejections = { Rejections.Where(one => request.Reason.Length == 0 || one.Reason == request.Reason) } });

    /// <summary>Takes all but those of reason STILL_WRONG.</summary>
    public override Task<ResubmitRejectedInteractionsResponse> ResubmitRejectedInteractions(ResubmitRejectedInteractionsRequest request, ServerCallContext context)
    {
        var found = Rejections.Where(one => request.Ids.Contains(one.Id)).ToList();
        var response = new ResubmitRejectedInteractionsResponse { AcceptedCount = found.Count(one => one.Reason != "STILL_WRONG") };
        response.Rejected.AddRange(found.Where(one => one.Reason == "STILL_WRONG").Select(one => new StillRejected { Id = one.Id, Reason = one.Reason, Message = "Mend it." }));
        response.UnknownIds.AddRange(request.Ids.Except(found.Select(one => one.Id)));
        return Task.FromResult(response);
    }

    public override Task<RecordInteractionResponse> RecordInteraction(RecordInteractionRequest request, ServerCallContext context)
    {
        var recorded = Record(request.Parent, new() { Interactions = { request.Interaction } });
        return recorded.Rejected is [var refused, ..]
            ? throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, refused.Message))
            : Task.FromResult(new RecordInteractionResponse { Outcome = recorded.AcceptedCount > 0 ? RecordOutcome.Accepted : RecordOutcome.Duplicate, Token = recorded.Token });
    }

    public override async Task RecordInteractions(
        IAsyncStreamReader<RecordInteractionsRequest> requestStream,
        IServerStreamWriter<RecordInteractionsResponse> responseStream,
        ServerCallContext context)
    {
        Interlocked.Increment(ref _streams);
        var waiting = new Queue<RecordInteractionsResponse>();
        var parent = "";
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = requestStream.Current;
            parent = request.Parent.Length > 0 ? request.Parent : parent;
            if (parent.Length == 0)
                throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "parent is required in the first message"));
            Requests.Enqueue(request);
            var number = Interlocked.Increment(ref _batches);
            var cut = CutAt(number);
            if (cut == Cut.BeforeRecording)
            {
                context.GetHttpContext().Abort();
                return;
            }

            waiting.Enqueue(Answer(number, request) ?? Record(parent, request));
            if (cut == Cut.BeforeAcknowledging)
            {
                context.GetHttpContext().Abort();
                return;
            }

            MostUnacknowledged = Math.Max(MostUnacknowledged, waiting.Count);
            if (waiting.Count < HoldBack)
                continue;
            while (waiting.TryDequeue(out var answer))
                await responseStream.WriteAsync(answer);
        }

        while (waiting.TryDequeue(out var answer))
            await responseStream.WriteAsync(answer);
    }

    public override Task<ListInteractionsResponse> ListInteractions(ListInteractionsRequest request, ServerCallContext context)
    {
        LastList = request;
        return Task.FromResult(List);
    }

    public RecordInteractionsResponse Record(string parent, RecordInteractionsRequest request, Func<int, bool>? only = null)
    {
        var response = new RecordInteractionsResponse { Sequence = request.Sequence, Token = $"token-{request.Sequence}" };
        for (var i = 0; i < request.Interactions.Count; i++)
        {
            var interaction = request.Interactions[i];
            if (only is not null && !only(i))
                continue;
            if (Reject(interaction) is { } rejected)
            {
                rejected.Index = i;
                response.Rejected.Add(rejected);
            }
            else if (Recorded.TryAdd($"{parent}|{interaction.Customer}|{interaction.Source}|{interaction.Id}|{interaction.Revision}", interaction))
            {
                response.AcceptedCount++;
            }
            else
            {
                response.DuplicateCount++;
            }
        }

        return response;
    }

    public enum Cut
    {
        None,
        BeforeRecording,
        BeforeAcknowledging,
    }
}
