namespace KpiPlatform.Domain;

/// <summary>Classes of error, each with one gRPC status code.</summary>
public enum ErrorKind
{
    /// <summary>A field is wrong, whatever the state: INVALID_ARGUMENT.</summary>
    InvalidArgument,

    /// <summary>The thing named does not exist: NOT_FOUND.</summary>
    NotFound,

    /// <summary>The name or identity is taken by something else: ALREADY_EXISTS.</summary>
    AlreadyExists,

    /// <summary>Right in itself, but not in this state: FAILED_PRECONDITION.</summary>
    FailedPrecondition,

    /// <summary>Changed meanwhile (etag): ABORTED.</summary>
    Aborted,

    /// <summary>Over a limit or overloaded: RESOURCE_EXHAUSTED, retry later.</summary>
    ResourceExhausted,

    /// <summary>Storage or cluster away, or an outcome unknown: UNAVAILABLE, retry is safe.</summary>
    Unavailable,

    /// <summary>Not allowed: PERMISSION_DENIED.</summary>
    PermissionDenied,

    /// <summary>No or a bad credential: UNAUTHENTICATED.</summary>
    Unauthenticated,

    /// <summary>What is stored is damaged, and trying again does not help: DATA_LOSS.</summary>
    DataLoss,
}
