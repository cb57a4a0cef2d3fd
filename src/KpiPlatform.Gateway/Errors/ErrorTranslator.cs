using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Access;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Errors;

/// <summary>Decides what a caller is told of an exception. Thread-safe.</summary>
internal sealed partial class ErrorTranslator
{
    private const string UnavailableMessage = "The service cannot answer at present. Try again: nothing is counted twice.";
    private readonly TimeSpan _retryDelay;
    private readonly TimeProvider _time;
    private readonly ILogger<ErrorTranslator> _logger;

    public ErrorTranslator(GatewayOptions options, TimeProvider time, ILogger<ErrorTranslator> logger)
    {
        _retryDelay = options.RetryDelay;
        _time = time;
        _logger = logger;
    }

    /// <summary>The error to end a call with.</summary>
    public RpcException Translate(Exception exception, ServerCallContext context) =>
        Translate(exception, context.Method, context.Deadline, CallerFeature.Of(context)?.LogScope, context.CancellationToken);

    /// <summary>As the other, for what fails before there is a call of the framework's.</summary>
    public RpcException Translate(Exception exception, string method, CancellationToken cancellationToken) =>
        Translate(exception, method, DateTime.MaxValue, logScope: null, cancellationToken);

    /// <summary>The error for bytes that are no message of the expected type.</summary>
    public static RpcException Malformed(Exception exception) =>
        RpcErrors.Create(
            StatusCode.InvalidArgument,
            Reasons.MalformedMessage,
            $"The request is no valid message of its type: {(exception is InvalidProtocolBufferException ? exception.Message : "a length in it does not fit.")} Generate the client from the protos of this API.");

    private RpcException Translate(Exception exception, string method, DateTime deadline, object? logScope, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case RpcException rpc:
                return rpc;
            case DomainException { Kind: ErrorKind.DataLoss } damaged:
                LogDamaged(method, damaged.Message);
                return RpcErrors.Of(damaged, _retryDelay);
            case DomainException domain:
                return RpcErrors.Of(domain, _retryDelay);
            case InvalidProtocolBufferException malformed:
                return Malformed(malformed);
            case UnauthorizedAccessException:
                // The wall before the grains: the one before that let something through that it should not have.
                LogStoppedAtGrain(method);
                return RpcErrors.Of(AccessErrors.TenantDenied(), _retryDelay);
        }

        // A caller that has gone or whose time is up makes everything fail in some way or other; what failed is not the point.
        if (deadline <= _time.GetUtcNow().UtcDateTime)
            return RpcErrors.Create(StatusCode.DeadlineExceeded, Reasons.DeadlineExceeded, "The deadline of the call has passed.");

        // The only I/O here is that with the caller, and it fails a little before the call's token says why.
        if (cancellationToken.IsCancellationRequested || exception is IOException)
            return RpcErrors.Create(StatusCode.Cancelled, Reasons.Cancelled, "The call was cancelled.");

        using var scope = logScope is null ? null : _logger.BeginScope(logScope);
        if (GrainFailure.Of(exception) is { } failure)
        {
            LogUnavailable(method, exception);
            return RpcErrors.Create(failure.Code, failure.Reason, failure.Message, field: null, _retryDelay);
        }

        if (exception is OperationCanceledException)
            return RpcErrors.Create(StatusCode.Unavailable, Reasons.Unavailable, UnavailableMessage, field: null, _retryDelay);

        var id = Guid.NewGuid().ToString("N");
        LogUnexpected(id, method, exception);
        return RpcErrors.Create(
            StatusCode.Internal,
            Reasons.Internal,
            $"Something went wrong inside. The log has it under {id}.",
            field: null,
            retryDelay: null,
            new KeyValuePair<string, string>("error_id", id));
    }
}
