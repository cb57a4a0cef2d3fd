using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Recording;

internal sealed partial class BatchRecorder
{
    [LoggerMessage(EventId = 3011, Level = LogLevel.Warning, Message = "A call to record {Count} interactions of a customer failed; they are reported as to be sent again.")]
    private partial void LogCallFailed(int count, Exception exception);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Critical, Message = "Interactions of a customer cannot be recorded. {Problem}")]
    private partial void LogDamaged(string problem);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Error, Message = "Unexpected error {ErrorId} while recording {Count} interactions of a customer.")]
    private partial void LogUnexpected(string errorId, int count, Exception exception);
}
