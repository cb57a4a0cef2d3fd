using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <content>Log messages; event ids 6000 to 6099.</content>
public sealed partial class EmbeddedGrainRuntime
{
    internal void LogActivationFailed(GrainId grainId, Exception exception) => LogActivationFailed(_logger, grainId, exception);

    internal void LogDeactivationFailed(GrainId grainId, Exception exception) => LogDeactivationFailed(_logger, grainId, exception);

    internal void LogDrainTimedOut(GrainId grainId, TimeSpan limit) => LogDrainTimedOut(_logger, grainId, limit);

    internal void LogDeactivationTimedOut(GrainId grainId, TimeSpan limit) => LogDeactivationTimedOut(_logger, grainId, limit);

    internal void LogOneWayFailed(string method, GrainId grainId, Exception exception) => LogOneWayFailed(_logger, method, grainId, exception);

    internal void LogTimerFailed(GrainId grainId, Exception exception) => LogTimerFailed(_logger, grainId, exception);

    internal void LogShutdownTimedOut(long activations) => LogShutdownTimedOut(_logger, activations);

    [LoggerMessage(6000, LogLevel.Warning, "Grain {GrainId} failed to activate; its callers learn why")]
    private static partial void LogActivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(6001, LogLevel.Error, "Grain {GrainId} failed in OnDeactivateAsync or in being disposed; it is gone all the same")]
    private static partial void LogDeactivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(6002, LogLevel.Error, "Requests of grain {GrainId} still run {Limit} after its deactivation began; it goes on without them")]
    private static partial void LogDrainTimedOut(ILogger logger, GrainId grainId, TimeSpan limit);

    [LoggerMessage(6003, LogLevel.Error, "Grain {GrainId} did not end within {Limit}; it is gone all the same")]
    private static partial void LogDeactivationTimedOut(ILogger logger, GrainId grainId, TimeSpan limit);

    [LoggerMessage(6004, LogLevel.Warning, "One-way call {Method} of grain {GrainId} failed")]
    private static partial void LogOneWayFailed(ILogger logger, string method, GrainId grainId, Exception exception);

    [LoggerMessage(6005, LogLevel.Error, "A timer of grain {GrainId} failed; it goes on")]
    private static partial void LogTimerFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(6006, LogLevel.Error, "{Activations} grains were still active when the time to stop ended")]
    private static partial void LogShutdownTimedOut(ILogger logger, long activations);
}
