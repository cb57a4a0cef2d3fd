namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>The life of a runtime.</summary>
internal enum RuntimePhase
{
    /// <summary>Takes calls from everywhere.</summary>
    Running,

    /// <summary>Takes calls from grains only, so that they can end well.</summary>
    Stopping,

    /// <summary>Takes none.</summary>
    Stopped,
}
