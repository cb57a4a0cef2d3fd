using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Hosting;

/// <summary>What the server says about itself. Event ids 5001 to 5099.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "KpiPlatform {Version}: gRPC on {Address}, dashboard and health on {WebAddress}, database {Database}.")]
    public static partial void Serving(ILogger logger, string version, string address, string webAddress, string database);

    [LoggerMessage(EventId = 5020, Level = LogLevel.Warning, Message = "{Address} can be reached from other machines without TLS: keys and data cross the network in the clear unless a proxy in front does TLS.")]
    public static partial void Plaintext(ILogger logger, string address);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "Stopping: finishing what is under way.")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Information, Message = "Stopped: everything acknowledged is in the journal, measures and index are written.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(EventId = 5005, Level = LogLevel.Critical, Message = "Another server has taken over the database, or the others have declared this one dead; this one stops.")]
    public static partial void Superseded(ILogger logger);

    [LoggerMessage(EventId = 5006, Level = LogLevel.Critical, Message = "The journal writer has failed; the server stops, to be started anew.")]
    public static partial void WriterCrashed(ILogger logger);

    [LoggerMessage(EventId = 5010, Level = LogLevel.Information, Message = "Tenant number {Tenant} keeps personal parts no longer: {Customers} customers lost something.")]
    public static partial void RetentionSwept(ILogger logger, int tenant, int customers);

    [LoggerMessage(EventId = 5015, Level = LogLevel.Information, Message = "Tenant number {Tenant} keeps facts no longer: {Interactions} interactions of {Customers} customers were deleted.")]
    public static partial void FactsSwept(ILogger logger, int tenant, long interactions, long customers);

    [LoggerMessage(EventId = 5011, Level = LogLevel.Warning, Message = "What is to be kept no longer could not be deleted (tenant number {Tenant}; 0: none in particular); tomorrow again.")]
    public static partial void RetentionFailed(ILogger logger, int tenant, Exception exception);

    [LoggerMessage(EventId = 5012, Level = LogLevel.Information, Message = "Everything of tenant number {Tenant} is deleted.")]
    public static partial void Removed(ILogger logger, int tenant);

    [LoggerMessage(EventId = 5013, Level = LogLevel.Warning, Message = "Tenant number {Tenant} (0: none in particular) could not be deleted yet; the next look goes on.")]
    public static partial void RemovalFailed(ILogger logger, int tenant, Exception exception);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "The storage did not stop cleanly; what is missing is read from the journal at the next start.")]
    public static partial void StopFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5014, Level = LogLevel.Warning, Message = "What was interrupted by the last stop could not be resumed (tenant number {Tenant}; 0: the list of tenants).")]
    public static partial void ResumptionFailed(ILogger logger, int tenant, Exception exception);
}
