using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Access.Tokens;

internal sealed partial class JwtCallers
{
    /// <summary>At Debug, because anybody can cause it; nothing of the token is in it.</summary>
    [LoggerMessage(EventId = 3033, Level = LogLevel.Debug, Message = "A token was refused: {Fault}.")]
    private partial void LogRefused(JwtFault fault);
}
