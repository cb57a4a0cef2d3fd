using KpiPlatform.Grains.Abstractions.Tenants;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Tenants;

/// <content>Log messages, event ids 2200 to 2299.</content>
public sealed partial class TenantGrain
{
    private void LogStarted(int version, int generation) => LogStarted(_logger, State.Number, version, generation);

    private void LogSwitched(int version, long customers) => LogSwitched(_logger, State.Number, version, customers);

    private void LogEnded(BackfillPhase phase, string problem) => LogEnded(_logger, State.Number, phase, problem);

    private void LogHeldUp(string problem, Exception exception) => LogHeldUp(_logger, State.Number, problem, exception);

    private void LogCustomerFailed(long customer, Exception exception) => LogCustomerFailed(_logger, State.Number, customer, exception);

    private void LogOlderCatalogue(int catalogue) => LogOlderCatalogue(_logger, State.Number, catalogue);

    [LoggerMessage(2200, LogLevel.Information, "Tenant number {Tenant} is counted anew under definition {Version}, into generation {Generation}")]
    private static partial void LogStarted(ILogger logger, int tenant, int version, int generation);

    [LoggerMessage(2201, LogLevel.Information, "Tenant number {Tenant} is read under definition {Version}; {Customers} customers were counted")]
    private static partial void LogSwitched(ILogger logger, int tenant, int version, long customers);

    [LoggerMessage(2202, LogLevel.Warning, "Counting tenant number {Tenant} anew ended as {Phase}: {Problem}")]
    private static partial void LogEnded(ILogger logger, int tenant, BackfillPhase phase, string problem);

    [LoggerMessage(2203, LogLevel.Error, "Counting tenant number {Tenant} anew is held up: {Problem}")]
    private static partial void LogHeldUp(ILogger logger, int tenant, string problem, Exception exception);

    [LoggerMessage(2204, LogLevel.Error, "Customer {Customer} of tenant number {Tenant} could not be counted anew; it is tried again")]
    private static partial void LogCustomerFailed(ILogger logger, int tenant, long customer, Exception exception);

    [LoggerMessage(2205, LogLevel.Information, "The cells of tenant number {Tenant} hold the measures of catalogue {Catalogue}, older than this program's")]
    private static partial void LogOlderCatalogue(ILogger logger, int tenant, int catalogue);
}
