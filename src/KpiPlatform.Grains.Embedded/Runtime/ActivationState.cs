namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>The life of an activation; it only ever moves down this list.</summary>
internal enum ActivationState : byte
{
    /// <summary>In the directory, nothing started.</summary>
    New,

    /// <summary>Building the object, reading its state, OnActivateAsync.</summary>
    Activating,

    /// <summary>Starts requests.</summary>
    Valid,

    /// <summary>Starts no more requests, unless the host stops; those that run go on. Arrivals wait for the next activation.</summary>
    Draining,

    /// <summary>OnDeactivateAsync runs.</summary>
    Deactivating,

    /// <summary>Out of the directory; accepts nothing.</summary>
    Dead,
}
