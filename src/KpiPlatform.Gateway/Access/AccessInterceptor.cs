using Grpc.Core;
using Grpc.Core.Interceptors;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Grains.Abstractions;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// Stands between the errors and the services, around every call of all four shapes: checks what each message names, tells what is below
/// whose call it serves, keeps streams under watch for as long as they are open, and cuts off callers who don't read theirs. A call that has not come over the edge is refused.
/// </summary>
internal sealed class AccessInterceptor(RequestCheck check, StreamWatch streams, QuotaGuard quotas, TokenSeal seal, GatewayOptions options, TimeProvider time) : Interceptor
{
    /// <summary>For short answers: compressing one takes nearly as long as all else that sending it takes.</summary>
    private static readonly WriteOptions Uncompressed = new(WriteFlags.NoCompress);

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var call = Enter(context);
        check.Require(call, request);
        return call.Access.IsExpensive && call.Caller.Tenant is { } tenant ? WithinQuotaAsync(tenant) : continuation(request, context);

        async Task<TResponse> WithinQuotaAsync(TenantId own)
        {
            using var place = quotas.EnterScan(own);
            return await continuation(request, context);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var call = Enter(context);
        using var watched = streams.Open(call, context);
        var response = default(TResponse);
        await watched.RunAsync(async within => response = await continuation(new CheckedStreamReader<TRequest>(requestStream, call, check), within));
        return response!;
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var call = Enter(context);
        check.Require(call, request);
        using var watched = streams.Open(call, context);
        await watched.RunAsync(within => continuation(request, Timed(responseStream, context), within));
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var call = Enter(context);
        using var watched = streams.Open(call, context);
        await watched.RunAsync(within => continuation(new CheckedStreamReader<TRequest>(requestStream, call, check), Timed(responseStream, context), within));
    }

    private TimedStreamWriter<T> Timed<T>(IServerStreamWriter<T> writer, ServerCallContext context) => new(writer, context, options.ReadTimeout, time);

    private CallerFeature Enter(ServerCallContext context)
    {
        var call = CallerFeature.Of(context) ?? throw AccessErrors.NoPolicy();
        CallerScope.Enter(call.Access.IsPublic ? null : call.Caller, seal);
        call.LogScope = CallerScope.LogScope;
        if (!call.Access.IsBulk)
            context.WriteOptions = Uncompressed;

        // Held against each grain once more where the call arrives.
        CallerTenant.Enter(call.Caller.Tenant?.Value);
        return call;
    }
}
