namespace KpiPlatform.Grains.Embedded;

/// <summary>Kinds of reasons for which an activation ends. This runtime gives those marked so; the others exist because grain code may name them.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>None given.</summary>
    None = 0,

    /// <summary>The host stops. Given by this runtime.</summary>
    ShuttingDown = 1,

    /// <summary>OnActivateAsync, or reading the stored state, failed. Given by this runtime.</summary>
    ActivationFailed = 2,

    /// <summary>A cluster's directory failed.</summary>
    DirectoryFailure = 3,

    /// <summary>No request for the collection age. Given by this runtime.</summary>
    ActivationIdle = 4,

    /// <summary>A request takes longer than the cluster bears.</summary>
    ActivationUnresponsive = 5,

    /// <summary>Another activation of the same grain won.</summary>
    DuplicateActivation = 6,

    /// <summary>A request of an interface version that this activation does not serve.</summary>
    IncompatibleRequest = 7,

    /// <summary>A stored state that moved on under the activation. Given by this runtime.</summary>
    ApplicationError = 8,

    /// <summary>DeactivateOnIdle. Given by this runtime.</summary>
    ApplicationRequested = 9,

    /// <summary>The activation moves to another silo.</summary>
    Migrating = 10,

    /// <summary>The runtime's own reasons.</summary>
    RuntimeRequested = 11,

    /// <summary>The memory budget is exceeded and this activation was used least recently. Given by this runtime.</summary>
    HighMemoryPressure = 12,
}
