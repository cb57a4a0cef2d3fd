using Grpc.Contracts.Tests.Echo;
using Grpc.Core;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>The server side of echo.proto; what it sees of a hanging call it tells through <see cref="HangProbe"/>.</summary>
public sealed class EchoService(HangProbe probe) : Echo.Echo.EchoBase
{
    public const string UncompressedText = "uncompressed";

    public override Task<Message> Unary(Message request, ServerCallContext context)
    {
        if (request.Text.StartsWith(UncompressedText, StringComparison.Ordinal))
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);

        return Task.FromResult(request);
    }

    public override async Task ServerStreaming(Message request, IServerStreamWriter<Message> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Count; i++)
            await responseStream.WriteAsync(new Message { Text = request.Text, Count = i }, context.CancellationToken);
    }

    public override async Task<Message> ClientStreaming(IAsyncStreamReader<Message> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            texts.Add(request.Text);

        return new Message { Text = string.Join(',', texts), Count = texts.Count };
    }

    public override async Task Duplex(IAsyncStreamReader<Message> requestStream, IServerStreamWriter<Message> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(requestStream.Current, context.CancellationToken);
    }

    public override async Task<Message> Fail(Message request, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata
        {
            { "seen-method", context.Method },
            { "seen-peer", context.Peer },
            { "seen-host", context.Host },
            { "seen-text", context.RequestHeaders.GetValue("sent-text") ?? "" },
            { "seen-bytes-bin", context.RequestHeaders.GetValueBytes("sent-bytes-bin") ?? [] },
            { "seen-authorization", context.RequestHeaders.GetValue("authorization") ?? "" },
        });
        context.ResponseTrailers.Add("trailer-text", "end");
        context.ResponseTrailers.Add("trailer-bytes-bin", [0, 1, 255]);
        if (request.Text.Length == 0)
            return request;

        throw new RpcException(new Status(StatusCode.FailedPrecondition, request.Text), new Metadata { { "reason-bin", [7] } });
    }

    public override async Task<Message> Hang(Message request, ServerCallContext context)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.CancellationToken.Register(cancelled.SetResult);
        probe.Started.TrySetResult(context.Deadline);
        await cancelled.Task;
        probe.Cancelled.TrySetResult();
        return request;
    }
}
