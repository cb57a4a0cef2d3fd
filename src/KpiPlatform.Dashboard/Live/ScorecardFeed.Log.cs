using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>What a feed says about itself. Event ids 6001 to 6099.</summary>
internal sealed partial class ScorecardFeed
{
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Debug, Message = "A watch of a scorecard broke with {Status}; it goes on in a second.")]
    private partial void LogInterrupted(StatusCode status);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "Open pages of a scorecard are not updated any more.")]
    private partial void LogFailed(Exception exception);
}
