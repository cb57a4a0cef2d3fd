using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A running call with a stream of requests and one response. Awaiting it gives the response.</summary>
/// <typeparam name="TRequest">The request type.</typeparam>
/// <typeparam name="TResponse">The response type.</typeparam>
public sealed class AsyncClientStreamingCall<TRequest, TResponse> : IDisposable
{
    private readonly AsyncCallState _callState;

    /// <summary>A call; for transports, interceptors and test doubles.</summary>
    /// <param name="requestStream">The requests to the server.</param>
    /// <param name="responseAsync">Completes with the response; fails with <see cref="RpcException"/>.</param>
    /// <param name="responseHeadersAsync">Completes with the response headers.</param>
    /// <param name="getStatusFunc">Gives the status of the finished call.</param>
    /// <param name="getTrailersFunc">Gives the trailers of the finished call.</param>
    /// <param name="disposeAction">Ends the call and frees what it holds.</param>
    public AsyncClientStreamingCall(
        IClientStreamWriter<TRequest> requestStream,
        Task<TResponse> responseAsync,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        RequestStream = requestStream;
        ResponseAsync = responseAsync;
        _callState = new AsyncCallState(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>A call whose delegates receive a state; for transports, interceptors and test doubles.</summary>
    /// <param name="requestStream">The requests to the server.</param>
    /// <param name="responseAsync">Completes with the response; fails with <see cref="RpcException"/>.</param>
    /// <param name="responseHeadersAsync">Gives the task of the response headers.</param>
    /// <param name="getStatusFunc">Gives the status of the finished call.</param>
    /// <param name="getTrailersFunc">Gives the trailers of the finished call.</param>
    /// <param name="disposeAction">Ends the call and frees what it holds.</param>
    /// <param name="state">Handed to each delegate.</param>
    public AsyncClientStreamingCall(
        IClientStreamWriter<TRequest> requestStream,
        Task<TResponse> responseAsync,
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatusFunc,
        Func<object, Metadata> getTrailersFunc,
        Action<object> disposeAction,
        object state)
    {
        RequestStream = requestStream;
        ResponseAsync = responseAsync;
        _callState = new AsyncCallState(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    /// <summary>The requests to the server.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <summary>Completes with the response; fails with <see cref="RpcException"/>.</summary>
    public Task<TResponse> ResponseAsync { get; }

    /// <summary>Completes with the headers of the response, which the server may send before its first message.</summary>
    public Task<Metadata> ResponseHeadersAsync => _callState.ResponseHeadersAsync();

    /// <summary>Lets the call itself be awaited for its response.</summary>
    /// <returns>The awaiter of <see cref="ResponseAsync"/>.</returns>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    /// <summary>Awaits the response with or without the captured context.</summary>
    /// <param name="continueOnCapturedContext">Whether the continuation runs on the captured context.</param>
    /// <returns>The configured awaitable of <see cref="ResponseAsync"/>.</returns>
    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <summary>The outcome of the finished call.</summary>
    /// <returns>The status.</returns>
    /// <exception cref="InvalidOperationException">The call has not finished.</exception>
    public Status GetStatus() => _callState.GetStatus();

    /// <summary>The trailers of the finished call.</summary>
    /// <returns>The trailers; empty when the server sent none.</returns>
    /// <exception cref="InvalidOperationException">The call has not finished.</exception>
    public Metadata GetTrailers() => _callState.GetTrailers();

    /// <summary>Cancels the call unless it has finished, and frees what it holds. Not needed after a call that ran to its end.</summary>
    public void Dispose() => _callState.Dispose();
}
