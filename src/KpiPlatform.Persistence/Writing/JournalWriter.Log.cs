using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence.Writing;

internal sealed partial class JournalWriter
{
    [LoggerMessage(EventId = 2100, Level = LogLevel.Information, Message = "Opened writer {Writer}.")]
    private static partial void LogOpened(ILogger logger, long writer);

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Closed writer {Writer} at {LastSeq}.")]
    private static partial void LogClosed(ILogger logger, long writer, long lastSeq);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, Message = "Closed writer {Writer} of another host or an earlier process at {LastSeq}.")]
    private static partial void LogClosedForeign(ILogger logger, long writer, long lastSeq);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Warning, Message = "Writer {Writer} was closed by another host; opening a new one.")]
    private static partial void LogFenced(ILogger logger, long writer, Exception exception);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Warning, Message = "Outcome unknown of writer {Writer}'s commit of the rows after {FromSeq} up to {ToSeq}; the epoch ends.")]
    private static partial void LogUnknown(ILogger logger, long writer, long fromSeq, long toSeq, Exception exception);

    [LoggerMessage(EventId = 2105, Level = LogLevel.Information, Message = "Writer {Writer} ended at {LastSeq}: the commit in doubt succeeded: {Succeeded}.")]
    private static partial void LogResolved(ILogger logger, long writer, long lastSeq, bool succeeded);

    [LoggerMessage(EventId = 2106, Level = LogLevel.Warning, Message = "The database is away.")]
    private static partial void LogAway(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2107, Level = LogLevel.Debug, Message = "Conflict in a commit of {Appends} appends; dropping the losers.")]
    private static partial void LogConflict(ILogger logger, int appends, Exception exception);

    [LoggerMessage(EventId = 2108, Level = LogLevel.Error, Message = "An append of tenant {Tenant} was refused by the database.")]
    private static partial void LogRefused(ILogger logger, int tenant, Exception? exception);

    [LoggerMessage(EventId = 2109, Level = LogLevel.Debug, Message = "A commit gave way to another transaction, attempt {Attempt}.")]
    private static partial void LogRetry(ILogger logger, int attempt, Exception exception);

    [LoggerMessage(EventId = 2110, Level = LogLevel.Warning, Message = "A commit gave way to other transactions {Attempts} times; given up.")]
    private static partial void LogGivenUp(ILogger logger, int attempts, Exception exception);

    [LoggerMessage(EventId = 2111, Level = LogLevel.Error, Message = "An observer of commits has thrown.")]
    private static partial void LogObserver(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2112, Level = LogLevel.Critical, Message = "The journal writer has failed; restart the host.")]
    private static partial void LogCrashed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2113, Level = LogLevel.Critical, Message = "The other hosts have declared this one dead: it appends nothing any more.")]
    private static partial void LogDeclaredDead(ILogger logger);
}
