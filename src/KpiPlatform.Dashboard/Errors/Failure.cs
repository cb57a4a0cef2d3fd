using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using StatusCode = Grpc.Core.StatusCode;

namespace KpiPlatform.Dashboard.Errors;

/// <summary>Why a page, or a part of it, shows nothing: what happened and what to do about it.</summary>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Detail">What the platform says about it.</param>
/// <param name="Advice">What to do.</param>
/// <param name="HttpStatus">Status of a page that shows nothing else.</param>
/// <param name="SignsOut">The key is not accepted any more: only signing in again helps.</param>
public sealed record Failure(string Title, string Detail, string Advice, int HttpStatus, bool SignsOut = false)
{
    // Fields that the page's address fills: whoever reads the page knows nothing of them, and the message says what is wrong.
    private static readonly string[] OfTheAddress = ["name", "parent", "indicator", "period", "filter"];
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>What a failed call means to a person.</summary>
    public static Failure Of(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var detail = Fields(exception) is { Length: > 0 } fields ? $"{exception.Status.Detail} ({fields})" : exception.Status.Detail;
        return exception.StatusCode switch
        {
            StatusCode.NotFound => new("Not found", detail, "It may have been deleted or renamed. Go back and choose from the list.", StatusCodes.Status404NotFound),
            StatusCode.PermissionDenied => new("Not allowed", detail, "Sign in with a key that may see this, or ask an administrator of the tenant for one.", StatusCodes.Status403Forbidden),
            StatusCode.Unauthenticated => new("Signed out", detail, "Sign in again.", StatusCodes.Status401Unauthorized, SignsOut: true),
            StatusCode.InvalidArgument or StatusCode.OutOfRange => new("That cannot be shown", detail, "Correct the entry and try again.", StatusCodes.Status400BadRequest),
            StatusCode.FailedPrecondition => new("Not possible now", detail, "Change what the message names, then try again.", StatusCodes.Status409Conflict),
            StatusCode.ResourceExhausted => new("Too much at once", detail, "Ask for a shorter time or a narrower filter, or try again in a moment.", StatusCodes.Status429TooManyRequests),
            StatusCode.DeadlineExceeded => new("No answer in time", "The platform took too long to answer.", "Try again, or ask for a shorter time.", StatusCodes.Status504GatewayTimeout),
            StatusCode.Unavailable => new("The platform cannot answer now", detail, "Try again in a moment. Nothing that was acknowledged is lost.", StatusCodes.Status503ServiceUnavailable),
            StatusCode.Unimplemented => new("Not available on this server", detail, "This server does not have the feature; ask whoever runs it about an update.", StatusCodes.Status501NotImplemented),
            _ => new("Something went wrong", detail, "Try again. If it stays, tell whoever runs the platform what the message says.", StatusCodes.Status500InternalServerError),
        };
    }

    private static string Fields(RpcException exception)
    {
        try
        {
            if (exception.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes)
                return string.Empty;
            foreach (var any in Google.Rpc.Status.Parser.ParseFrom(bytes).Details)
            {
                if (any.TryUnpack<BadRequest>(out var request))
                    return string.Join(", ", request.FieldViolations.Select(violation => violation.Field).Where(field => field.Length > 0 && !OfTheAddress.Contains(field)).Distinct(StringComparer.Ordinal));
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // Details are an addition; the status itself still says what happened.
        }

        return string.Empty;
    }
}
