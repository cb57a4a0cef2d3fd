using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Demo;

internal sealed partial class DemoRunner
{
    [LoggerMessage(EventId = 5201, Level = LogLevel.Information, Message = "Demo: sending {Interactions} interactions of {Customers} customers.")]
    private partial void LogSending(int interactions, int customers);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Information, Message = "Demo: {Accepted} recorded, {Duplicates} were there already, in {Seconds:F1} s.")]
    private partial void LogSent(long accepted, long duplicates, double seconds);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Warning, Message = "Demo: an interaction was not recorded: {Detail}")]
    private partial void LogLiveFailed(string detail);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Error, Message = "The demo failed; the server goes on.")]
    private partial void LogFailed(Exception exception);
}
