using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>Writes down each call it sees, on either side, and passes it on with its name in a header.</summary>
public sealed class RecordingInterceptor(ConcurrentQueue<string> log, string name) : Interceptor
{
    public const string PathHeader = "path";

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        base.BlockingUnaryCall(request, Mark(context), continuation);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        base.AsyncUnaryCall(request, Mark(context), continuation);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        base.AsyncServerStreamingCall(request, Mark(context), continuation);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        base.AsyncClientStreamingCall(Mark(context), continuation);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        base.AsyncDuplexStreamingCall(Mark(context), continuation);

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Record(nameof(UnaryServerHandler), context);
        return base.UnaryServerHandler(request, context, continuation);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Record(nameof(ClientStreamingServerHandler), context);
        return base.ClientStreamingServerHandler(requestStream, context, continuation);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Record(nameof(ServerStreamingServerHandler), context);
        return base.ServerStreamingServerHandler(request, responseStream, context, continuation);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Record(nameof(DuplexStreamingServerHandler), context);
        return base.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation);
    }

    private ClientInterceptorContext<TRequest, TResponse> Mark<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        log.Enqueue($"{name} {context.Method.Type} {context.Method.Name}");
        var headers = context.Options.Headers ?? [];
        headers.Add(PathHeader, name);
        return new(context.Method, context.Host, context.Options.WithHeaders(headers));
    }

    private void Record(string handler, ServerCallContext context)
    {
        // HTTP may deliver a repeated header as one, with commas, so both forms are spelled alike.
        var path = string.Join(", ", context.RequestHeaders.GetAll(PathHeader).Select(static entry => entry.Value));
        log.Enqueue($"{name} {handler} {path}");
    }
}
