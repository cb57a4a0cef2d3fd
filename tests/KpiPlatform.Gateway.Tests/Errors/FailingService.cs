using Grpc.Contracts.Tests.Echo;
using Grpc.Core;

namespace KpiPlatform.Gateway.Tests.Errors;

/// <summary>Fails in every call shape in the same way.</summary>
internal sealed class FailingService(Exception failure) : Echo.EchoBase
{
    public override async Task<Message> Unary(Message request, ServerCallContext context)
    {
        await Task.Yield();
        throw failure;
    }

    public override Task ServerStreaming(Message request, IServerStreamWriter<Message> responseStream, ServerCallContext context) => throw failure;

    public override Task<Message> ClientStreaming(IAsyncStreamReader<Message> requestStream, ServerCallContext context) => throw failure;

    public override async Task Duplex(IAsyncStreamReader<Message> requestStream, IServerStreamWriter<Message> responseStream, ServerCallContext context)
    {
        await Task.Yield();
        throw failure;
    }

    public override async Task<Message> Hang(Message request, ServerCallContext context)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        return request;
    }
}
