namespace Grpc.Core;

/// <summary>The outcome of a call, with the numbers that travel in <c>grpc-status</c>.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>Cancelled, usually by the caller.</summary>
    Cancelled = 1,

    /// <summary>An error of another domain, or one that says too little to be mapped.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system is.</summary>
    InvalidArgument = 3,

    /// <summary>Time ran out first; the operation may have completed all the same.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a capacity is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state the operation needs; repeating alone does not help.</summary>
    FailedPrecondition = 9,

    /// <summary>Given up because of a concurrent change; repeat from the read.</summary>
    Aborted = 10,

    /// <summary>Beyond the valid range, in a way that may become valid as the state changes.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have or does not allow the operation.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the server broke.</summary>
    Internal = 13,

    /// <summary>The service is away at the moment; repeating after a back-off may succeed.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged beyond recovery.</summary>
    DataLoss = 15,

    /// <summary>The caller gave no valid credential.</summary>
    Unauthenticated = 16,
}
