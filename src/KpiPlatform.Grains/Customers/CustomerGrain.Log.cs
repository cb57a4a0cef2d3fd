using KpiPlatform.Domain.Journal;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Customers;

/// <content>Log messages, event ids 2000 to 2099.</content>
public sealed partial class CustomerGrain
{
    private void LogSnapshotUnreadable(Exception exception) => LogSnapshotUnreadable(_logger, _number?.Value ?? 0, exception);

    private void LogBroken(AppendStatus status, string problem) => LogBroken(_logger, _number?.Value ?? 0, status, problem);

    private void LogRatesNotTaken(Exception exception) => LogRatesNotTaken(_logger, _context.Definition.Tenant.Value, exception);

    private void LogLinkOutcomeUnknown(Exception exception) => LogLinkOutcomeUnknown(_logger, _number?.Value ?? 0, exception);

    [LoggerMessage(2003, LogLevel.Warning, "Whether customer number {Customer} was folded into another is not known; the journal is read")]
    private static partial void LogLinkOutcomeUnknown(ILogger logger, long customer, Exception exception);

    [LoggerMessage(2000, LogLevel.Warning, "The snapshot of customer number {Customer} can't be read; its rows are folded instead")]
    private static partial void LogSnapshotUnreadable(ILogger logger, long customer, Exception exception);

    [LoggerMessage(2001, LogLevel.Warning, "An append of customer number {Customer} ended as {Status}; the activation is dropped: {Problem}")]
    private static partial void LogBroken(ILogger logger, long customer, AppendStatus status, string problem);

    [LoggerMessage(2002, LogLevel.Warning, "The service rates of tenant number {Tenant} did not reach its definition; the next fact of the tenant tries again")]
    private static partial void LogRatesNotTaken(ILogger logger, int tenant, Exception exception);
}
