using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Alerts;

/// <summary>A watch of a tenant's alerts.</summary>
internal sealed class AlertWatcher(KpiClient client, string tenant, string resumeToken = "")
    : EventWatcher<WatchAlertsResponse, AlertEvent>(token => client.Alerts.WatchAlerts(new() { Parent = tenant, ResumeToken = resumeToken }, cancellationToken: token))
{
    /// <summary>As told last.</summary>
    public long Open => Count;

    /// <summary>Reads on until there is another event of a type, and answers it.</summary>
    public async Task<AlertEvent> NextAsync(AlertEvent.Types.Type type)
    {
        var from = Events.Count;
        await ReadAsync(events => events.Skip(from).Any(one => one.Type == type));
        return Events.Skip(from).First(one => one.Type == type);
    }

    protected override (IEnumerable<AlertEvent> Events, string ResumeToken, long? Count) Read(WatchAlertsResponse message) =>
        (message.Events, message.ResumeToken, message.HasOpenActionCount ? message.OpenActionCount : null);
}
