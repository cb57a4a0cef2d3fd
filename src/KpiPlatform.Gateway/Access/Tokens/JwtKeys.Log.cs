using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Access.Tokens;

internal sealed partial class JwtKeys
{
    [LoggerMessage(EventId = 3031, Level = LogLevel.Information, Message = "Tokens are checked with {Count} keys of {Path} from now on.")]
    private partial void LogReloaded(int count, string path);

    [LoggerMessage(EventId = 3032, Level = LogLevel.Error, Message = "The keys of tokens stay as they were: {Why}")]
    private partial void LogUnreadable(string why);
}
