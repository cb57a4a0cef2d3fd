using Grpc.Core;
using Grpc.Core.Interceptors;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Access;

/// <summary>Lets a call in if it carries an access key, or if none is configured. Health checks need none: load balancers have no keys.</summary>
internal sealed class AccessInterceptor(AccessKeys keys) : Interceptor
{
    private const string Header = "authorization";
    private const string Scheme = "Bearer ";
    private const string HealthPrefix = "/grpc.health.v1.Health/";

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, context);
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Check(ServerCallContext context)
    {
        if (keys.IsOpen || context.Method.StartsWith(HealthPrefix, StringComparison.Ordinal))
            return;
        var value = context.RequestHeaders.GetValue(Header);
        if (value is null)
        {
            throw RpcErrors.Create(
                StatusCode.Unauthenticated,
                Reasons.AccessKeyMissing,
                "The call carries no access key. Send it as metadata: \"authorization: Bearer kpi_…\".");
        }

        if (!value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !keys.Contains(value.AsSpan(Scheme.Length).Trim()))
        {
            throw RpcErrors.Create(
                StatusCode.Unauthenticated,
                Reasons.AccessKeyInvalid,
                "The access key is not one of this server. Send a valid one as metadata: \"authorization: Bearer kpi_…\".");
        }
    }
}
