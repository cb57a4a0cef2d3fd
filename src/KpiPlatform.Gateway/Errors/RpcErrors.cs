using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using Status = Grpc.Core.Status;

namespace KpiPlatform.Gateway.Errors;

/// <summary>
/// Makes the errors that callers see: a status code and text, and in the trailer <c>grpc-status-details-bin</c> a google.rpc.Status with
/// ErrorInfo, with BadRequest where a field is to blame and with RetryInfo where trying again helps.
/// </summary>
internal static class RpcErrors
{
    /// <summary>Domain of every ErrorInfo.</summary>
    public const string ErrorDomain = "kpi";

    /// <summary>Name of the trailer with the details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    private static readonly string[] CodeNames =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The status code of a class of error.</summary>
    public static StatusCode CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => StatusCode.InvalidArgument,
        ErrorKind.NotFound => StatusCode.NotFound,
        ErrorKind.AlreadyExists => StatusCode.AlreadyExists,
        ErrorKind.FailedPrecondition => StatusCode.FailedPrecondition,
        ErrorKind.Aborted => StatusCode.Aborted,
        ErrorKind.ResourceExhausted => StatusCode.ResourceExhausted,
        ErrorKind.Unavailable => StatusCode.Unavailable,
        ErrorKind.PermissionDenied => StatusCode.PermissionDenied,
        ErrorKind.Unauthenticated => StatusCode.Unauthenticated,
        ErrorKind.DataLoss => StatusCode.DataLoss,
        _ => StatusCode.Internal,
    };

    /// <summary>A status code as gRPC writes it: "RESOURCE_EXHAUSTED".</summary>
    public static string NameOf(StatusCode code) => (int)code >= 0 && (int)code < CodeNames.Length ? CodeNames[(int)code] : "UNKNOWN";

    /// <summary>The reason of an error made here; empty if it has none.</summary>
    public static string ReasonOf(RpcException error) => ReasonOf(error.Trailers.GetValueBytes(DetailsTrailer));

    /// <summary>As the other, of what stands in the trailer.</summary>
    /// <param name="trailer">In base 64; null for none.</param>
    public static string ReasonOf(string? trailer)
    {
        var details = new byte[trailer?.Length ?? 0];
        return Convert.TryFromBase64String(trailer ?? string.Empty, details, out var length) ? ReasonOf(details[..length]) : string.Empty;
    }

    private static string ReasonOf(byte[]? details)
    {
        return details is not null && Google.Rpc.Status.Parser.ParseFrom(details).Details.FirstOrDefault(any => any.Is(ErrorInfo.Descriptor)) is { } info
            ? info.Unpack<ErrorInfo>().Type
            : string.Empty;
    }

    /// <summary>The error of a broken rule.</summary>
    /// <param name="exception">Which rule.</param>
    /// <param name="retryDelay">Advice for errors that go away by themselves.</param>
    public static RpcException Of(DomainException exception, TimeSpan retryDelay) =>
        Create(CodeOf(exception.Kind), exception.Reason, exception.Message, exception.Field, retryDelay);

    /// <summary>The error of a call beyond a quota.</summary>
    public static RpcException Of(QuotaRefusal refusal)
    {
        var status = Details(StatusCode.ResourceExhausted, refusal.Reason, refusal.Message, [], refusal.Delay, []);
        var failure = new QuotaFailure();
        failure.Violations.Add(new QuotaFailure.Types.Violation { Subject = ResourceNames.Tenant(refusal.Tenant), Description = refusal.Message });
        status.Details.Add(Any.Pack(failure));
        return Of(status);
    }

    /// <summary>The error of a request with wrong fields.</summary>
    /// <param name="violations">What is wrong, 1 or more; the first gives the reason and the text.</param>
    public static RpcException Of(IReadOnlyList<FieldViolation> violations) =>
        Create(StatusCode.InvalidArgument, violations[0].Reason, $"{violations[0].Field}: {violations[0].Message}", violations, retryDelay: null, []);

    /// <summary>Makes an error.</summary>
    /// <param name="code">Status code; RESOURCE_EXHAUSTED and UNAVAILABLE get RetryInfo where a delay is given.</param>
    /// <param name="reason">UPPER_SNAKE.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="field">Path of the field to blame; null or empty for none.</param>
    /// <param name="retryDelay">When to try again, for the codes where that helps; null if it does not.</param>
    /// <param name="metadata">What else ErrorInfo is to say.</param>
    public static RpcException Create(
        StatusCode code,
        string reason,
        string message,
        string? field = null,
        TimeSpan? retryDelay = null,
        params ReadOnlySpan<KeyValuePair<string, string>> metadata) =>
        Create(code, reason, message, string.IsNullOrEmpty(field) ? [] : [new FieldViolation(field, reason, message)], retryDelay, metadata);

    private static RpcException Create(
        StatusCode code,
        string reason,
        string message,
        IReadOnlyList<FieldViolation> violations,
        TimeSpan? retryDelay,
        ReadOnlySpan<KeyValuePair<string, string>> metadata) => Of(Details(code, reason, message, violations, retryDelay, metadata));

    private static RpcException Of(Google.Rpc.Status status) =>
        new(new Status((StatusCode)status.Code, status.Message), new Metadata { { DetailsTrailer, status.ToByteArray() } }, status.Message);

    private static Google.Rpc.Status Details(
        StatusCode code,
        string reason,
        string message,
        IReadOnlyList<FieldViolation> violations,
        TimeSpan? retryDelay,
        ReadOnlySpan<KeyValuePair<string, string>> metadata)
    {
        // Field 1 of ErrorInfo, which today is called reason; the package has it under its first name.
        var info = new ErrorInfo { Type = reason, Domain = ErrorDomain };
        foreach (var (key, value) in metadata)
            info.Metadata[key] = value;
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(info));
        if (violations.Count > 0)
        {
            var badRequest = new BadRequest();
            foreach (var violation in violations)
                badRequest.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Message });
            status.Details.Add(Any.Pack(badRequest));
        }

        if (code is (StatusCode.ResourceExhausted or StatusCode.Unavailable) && retryDelay is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status;
    }
}
