using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Ends the process with the exit code of a failure when the runtime cannot go on, mostly because the others have declared this host dead: it is
/// to be started anew, not looked into. The runtime's own way is to abort, with a dump. Nothing is to be saved: its writer is closed.
/// </summary>
internal sealed partial class FatalErrors(ILogger<FatalErrors> logger) : IFatalErrorHandler
{
    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        LogFatal(logger, context, exception);

        // The log is written behind its callers, and has no time left.
        Console.Error.WriteLine($"This host cannot go on: {context} {exception?.Message}".ReplaceLineEndings(" "));
        Environment.Exit(HostProgram.Failed);
    }

    [LoggerMessage(EventId = 5070, Level = LogLevel.Critical, Message = "This host cannot go on: {Cause}")]
    private static partial void LogFatal(ILogger logger, string? cause, Exception? exception);
}
