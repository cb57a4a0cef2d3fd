using KpiPlatform.Domain.Measures;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Measures;

/// <content>Log messages, event ids 2110 to 2199.</content>
public sealed partial class MeasuresGrain
{
    private void LogStale(long generation) => LogStale(_logger, _number.Value, _shard, generation);

    private void LogCheckpointFailed(Exception exception) => LogCheckpointFailed(_logger, _number.Value, _shard, exception);

    private void LogTooManyCells(int cells) => LogTooManyCells(_logger, _number.Value, cells, CustomMeasureLimits.MaxLiveCells);

    [LoggerMessage(2112, LogLevel.Warning, "Tenant number {Tenant} has {Cells} cells, more than {Limit}: counting goes on, but no change that counts anew will be taken in until it declares fewer dimensions, dimension values or measures")]
    private static partial void LogTooManyCells(ILogger logger, int tenant, int cells, int limit);

    [LoggerMessage(2110, LogLevel.Warning, "Measures of tenant number {Tenant}, shard {Shard}: another activation has written since generation {Generation}; this one ends")]
    private static partial void LogStale(ILogger logger, int tenant, int shard, long generation);

    [LoggerMessage(2111, LogLevel.Warning, "Measures of tenant number {Tenant}, shard {Shard} could not be written; the next checkpoint takes them along")]
    private static partial void LogCheckpointFailed(ILogger logger, int tenant, int shard, Exception exception);
}
