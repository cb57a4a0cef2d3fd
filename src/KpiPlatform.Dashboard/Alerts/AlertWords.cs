using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Alerts;

/// <summary>Rules and actions in words.</summary>
internal static class AlertWords
{
    /// <summary>A severity.</summary>
    public static string Of(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "Critical",
        AlertSeverity.Info => "Info",
        _ => "Warning",
    };

    /// <summary>A state.</summary>
    public static string Of(AlertAction.Types.State state) => state switch
    {
        AlertAction.Types.State.Acknowledged => "seen to",
        AlertAction.Types.State.Resolved => "resolved",
        _ => "open",
    };
}
