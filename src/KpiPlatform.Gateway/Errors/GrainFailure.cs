using Grpc.Core;
using KpiPlatform.Domain;

namespace KpiPlatform.Gateway.Errors;

/// <summary>How a failed grain call is told: nothing that failed in transit says whether it was carried out.</summary>
/// <param name="Code">UNAVAILABLE or RESOURCE_EXHAUSTED; DATA_LOSS where trying again does not help.</param>
/// <param name="Reason">UPPER_SNAKE.</param>
/// <param name="Message">For a person.</param>
internal sealed record GrainFailure(StatusCode Code, string Reason, string Message)
{
    private static readonly GrainFailure TimedOut =
        new(StatusCode.Unavailable, Reasons.Unavailable, "The answer took too long; whether it was carried out is unknown. Try again: nothing is counted twice.");

    private static readonly GrainFailure Away =
        new(StatusCode.Unavailable, Reasons.Unavailable, "The service cannot answer at present. Try again: nothing is counted twice.");

    private static readonly GrainFailure Older =
        new(StatusCode.Unavailable, Reasons.Unavailable, "The service is being upgraded, and a host of the version before has what this call asks for. Try again later.");

    private static readonly GrainFailure TooMuch =
        new(StatusCode.ResourceExhausted, Reasons.Overloaded, "Too much is waiting to be worked on. Try again later.");

    /// <summary>What a failure of a grain call means; null if it is none of the runtime's.</summary>
    public static GrainFailure? Of(Exception exception) => exception switch
    {
        TimeoutException => TimedOut,
        LimitExceededException => TooMuch,
        EnumerationAbortedException or OrleansException => Away,

        // A method or a message of this version, met by a host of the one before.
        TypeLoadException => Older,
        DomainException { Kind: ErrorKind.DataLoss } damaged => new(StatusCode.DataLoss, damaged.Reason, damaged.Message),
        _ => null,
    };
}
