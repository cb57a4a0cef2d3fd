namespace Grpc.Core;

/// <summary>The state of a channel's connection, as the gRPC connectivity semantics define it.</summary>
public enum ConnectivityState
{
    /// <summary>No connection and none being made; a call or an explicit request starts one.</summary>
    Idle,

    /// <summary>A connection is being established.</summary>
    Connecting,

    /// <summary>Connected; calls are sent at once.</summary>
    Ready,

    /// <summary>The last attempt failed; another follows after a back-off. Calls that do not wait for readiness fail.</summary>
    TransientFailure,

    /// <summary>Disposed. Final.</summary>
    Shutdown,
}
