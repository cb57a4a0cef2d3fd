using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Recording;

internal sealed partial class BatchRecorder
{
    [LoggerMessage(EventId = 3011, Level = LogLevel.Warning, Message = "A call to record {Count} interactions of a customer failed; they are reported as to be sent again.")]
    private partial void LogCallFailed(int count, Exception exception);

    // There are thousands in a second when it happens, and to write a line with a stack for each would be most of the work of a host that has too much of it.
    // Whoever sent it is told, and metrics count it.
    [LoggerMessage(EventId = 3014, Level = LogLevel.Debug, Message = "Too much waits for a customer: {Count} interactions are reported as to be sent again.")]
    private partial void LogTooMuch(int count);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Critical, Message = "Interactions of a customer cannot be recorded. {Problem}")]
    private partial void LogDamaged(string problem);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Error, Message = "Unexpected error {ErrorId} while recording {Count} interactions of a customer.")]
    private partial void LogUnexpected(string errorId, int count, Exception exception);
}
