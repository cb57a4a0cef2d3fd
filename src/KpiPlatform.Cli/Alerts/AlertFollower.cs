using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Alerts;

/// <summary>Follows a tenant's alerts: one line for each event. A broken stream is opened again where it was.</summary>
internal static class AlertFollower
{
    /// <summary>Runs until cancelled.</summary>
    public static async Task RunAsync(Session session, string resumeToken, bool isJson, CancellationToken cancellationToken)
    {
        var output = session.Environment.Output;
        var messages = Watch.ReadAsync(
            session,
            ct => session.Alerts.WatchAlerts(new WatchAlertsRequest { Parent = session.Tenant, ResumeToken = resumeToken }, cancellationToken: ct),
            (reason, delay) => session.Environment.Error.WriteLine($"{reason}; trying again in {Math.Ceiling(delay.TotalSeconds):0} s"),
            cancellationToken);
        var isFirst = true;
        await foreach (var message in messages)
        {
            if (isFirst && message.HasOpenActionCount && !isJson)
                await output.WriteLineAsync($"{Cells.Count(message.OpenActionCount)} open actions");
            isFirst = false;
            foreach (var one in message.Events)
                await output.WriteLineAsync(isJson ? ProtoJson.OneLine(one) : AlertActionView.Line(one));
            await output.FlushAsync(cancellationToken);
            resumeToken = message.ResumeToken;
        }
    }
}
