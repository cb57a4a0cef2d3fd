using System.Net.Sockets;
using System.Security.Authentication;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using KpiPlatform.Cli.Wording;
using StatusCode = Grpc.Core.StatusCode;

namespace KpiPlatform.Cli.Errors;

/// <summary>
/// Turns a failed call into words: what happened, which field, what to do. Details come from the google.rpc.Status
/// that the server puts into the trailer <c>grpc-status-details-bin</c>.
/// </summary>
internal static class RpcErrors
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>The message for a person, with the exit code.</summary>
    public static CliException Explain(RpcException error, Uri address)
    {
        if (IsUnreachable(error))
        {
            return new CliException(
                ExitCodes.Failure,
                $"cannot reach a server at {address.GetLeftPart(UriPartial.Authority)}: {Cause(error)}",
                "Start one with 'kpi serve', or name another with --address or KPI_ADDRESS.");
        }

        if (IsForeign(error))
        {
            return new CliException(
                ExitCodes.Failure,
                $"what answers at {address.GetLeftPart(UriPartial.Authority)} is no KpiPlatform server, or not on this port: {TextSafety.OneLine(error.Status.Detail)}",
                "Give the address of its gRPC endpoint with --address or KPI_ADDRESS; http:// and https:// are told apart.");
        }

        var status = Status(error);
        var lines = new List<string>();
        if (Detail<BadRequest>(status) is { } request)
        {
            lines.AddRange(request.FieldViolations
                .Select(v => Violation(v, error.Status.Detail))
                .Where(line => line.Length > 0));
        }

        // Field 1 of ErrorInfo is the reason; the library at hand still has its earlier name.
        var reason = Detail<ErrorInfo>(status)?.Type;
        if (RetryDelay(error) is { } delay)
            lines.Add($"Try again in {Math.Max(1, Math.Ceiling(delay.TotalSeconds)):0} s.");

        // What is the matter with the tenant is no matter of the key.
        var isTenants = error.StatusCode == StatusCode.Unauthenticated && reason?.StartsWith("TENANT_", StringComparison.Ordinal) == true;
        if (!isTenants && Advice(error.StatusCode, reason) is { } advice)
            lines.Add(advice);
        var code = string.IsNullOrEmpty(reason) ? Code(error.StatusCode) : $"{Code(error.StatusCode)}, {reason}";
        var text = TextSafety.OneLine(error.Status.Detail);
        return new CliException(ExitCodes.Failure, $"{(text.Length == 0 ? "the server refused" : text)} ({code})", lines);
    }

    /// <summary>
    /// Whether the same call may succeed later: the server is away or overloaded, or the connection broke. A failure of
    /// the transport has no details; one of the server's own with the same code has. RESOURCE_EXHAUSTED without details is
    /// this side's own limit on a message, which the same call would meet again.
    /// </summary>
    public static bool IsTransient(RpcException error) => error.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => true,
        StatusCode.ResourceExhausted => Status(error) is not null,
        StatusCode.Internal or StatusCode.Cancelled => Status(error) is null && !IsForeign(error),
        _ => false,
    };

    /// <summary>How long the server asks to wait; absent if it does not say.</summary>
    public static TimeSpan? RetryDelay(RpcException error) => Detail<RetryInfo>(Status(error))?.RetryDelay?.ToTimeSpan();

    /// <summary>"INVALID_ARGUMENT" for <see cref="StatusCode.InvalidArgument"/>.</summary>
    public static string Code(StatusCode code) => EnumText.UpperSnake(code.ToString());

    // With a single violation its description is often the message itself; then only the field is news.
    private static string Violation(BadRequest.Types.FieldViolation violation, string message)
    {
        var text = violation.Description == message ? "" : violation.Description;
        if (violation.Field.Length == 0)
            return TextSafety.OneLine(text);
        return TextSafety.OneLine(text.Length == 0 ? $"Field: {violation.Field}" : $"{violation.Field}: {text}");
    }

    private static string? Advice(StatusCode code, string? reason) => code switch
    {
        StatusCode.Unauthenticated => "Sign in with 'kpi login', or give a key with --key or KPI_KEY.",
        StatusCode.PermissionDenied when reason is "ROLE_MISSING" or "SCOPE_MISSING" => "'kpi whoami' says what your key may do; ask an admin of the tenant for one that may do this.",
        StatusCode.PermissionDenied => "The key does not open this tenant; check --tenant and --key.",
        StatusCode.Aborted => "It was changed meanwhile; read it again, then repeat the change.",
        StatusCode.Unavailable => "The server is there but cannot answer now; try again.",
        StatusCode.DeadlineExceeded => "The server did not answer in time; try again, or ask for less.",
        StatusCode.Unimplemented => "The server is of another version than this tool.",
        _ => null,
    };

    private static Google.Rpc.Status? Status(RpcException error)
    {
        try
        {
            return error.Trailers?.GetValueBytes(DetailsTrailer) is { } bytes ? Google.Rpc.Status.Parser.ParseFrom(bytes) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            // Details are an addition; without them the status itself still says what happened.
            return null;
        }
    }

    private static T? Detail<T>(Google.Rpc.Status? status) where T : class, IMessage<T>, new()
    {
        if (status is null)
            return null;
        foreach (var any in status.Details)
        {
            if (any.TryUnpack<T>(out var detail))
                return detail;
        }

        return null;
    }

    private static bool IsUnreachable(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.Internal
        && Causes(error).Any(cause => cause is SocketException or AuthenticationException
            || cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError });

    private static bool IsForeign(RpcException error) =>
        error.Status.Detail.StartsWith("Bad gRPC response.", StringComparison.Ordinal)
        || Causes(error).Any(cause => cause is HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError,
        });

    private static string Cause(RpcException error)
    {
        var cause = Causes(error).LastOrDefault(c => c is SocketException or AuthenticationException) ?? Causes(error).Last();
        return cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            ? "connection refused"
            : TextSafety.OneLine(cause.Message);
    }

    private static IEnumerable<Exception> Causes(RpcException error)
    {
        for (var cause = error.Status.DebugException ?? error.InnerException; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
