using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Errors;

internal sealed partial class ErrorTranslator
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Unexpected error {ErrorId} in {Method}.")]
    private partial void LogUnexpected(string errorId, string method, Exception exception);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "{Method} failed: grains or storage are not available.")]
    private partial void LogUnavailable(string method, Exception exception);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Critical, Message = "{Method} was stopped before a grain of another tenant than its caller's. The checks before that have a fault: tell whoever maintains this program.")]
    private partial void LogStoppedAtGrain(string method);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Critical, Message = "{Method} met stored data that is damaged. {Problem}")]
    private partial void LogDamaged(string method, string problem);
}
