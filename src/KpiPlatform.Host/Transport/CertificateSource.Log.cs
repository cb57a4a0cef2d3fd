using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Transport;

internal sealed partial class CertificateSource
{
    [LoggerMessage(EventId = 5021, Level = LogLevel.Information, Message = "New connections get another certificate: {Subject}, in force until {Until:u}.")]
    private partial void LogChanged(string subject, DateTimeOffset until);

    [LoggerMessage(EventId = 5022, Level = LogLevel.Error, Message = "The files of TLS have changed and can't be used; the certificate before stays. {Problem}")]
    private partial void LogKept(string problem);

    [LoggerMessage(EventId = 5023, Level = LogLevel.Warning, Message = "The certificate {Subject} ends at {Until:u}. Put another in its place: it is taken without a restart.")]
    private partial void LogEndsSoon(string subject, DateTimeOffset until);
}
