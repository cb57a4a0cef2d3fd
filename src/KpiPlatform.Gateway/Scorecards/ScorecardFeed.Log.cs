using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Scorecards;

internal sealed partial class ScorecardFeed
{
    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "Watching a scorecard was interrupted; it goes on after a pause.")]
    private partial void LogBroken(Exception exception);
}
