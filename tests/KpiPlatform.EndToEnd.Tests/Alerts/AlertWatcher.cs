using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Alerts;

/// <summary>A watch of a tenant's alerts, read as far as a test wants.</summary>
internal sealed class AlertWatcher : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));
    private readonly AsyncServerStreamingCall<WatchAlertsResponse> _call;

    public AlertWatcher(KpiClient client, string tenant, string resumeToken = "") =>
        _call = client.Alerts.WatchAlerts(new() { Parent = tenant, ResumeToken = resumeToken }, cancellationToken: _timeout.Token);

    /// <summary>As told last.</summary>
    public long Open { get; private set; }

    public List<AlertEvent> Events { get; } = [];

    public string ResumeToken { get; private set; } = string.Empty;

    /// <summary>Reads one message at least.</summary>
    public async Task ReadAsync(Func<List<AlertEvent>, bool> until)
    {
        do
        {
            (await _call.ResponseStream.MoveNext(_timeout.Token)).ShouldBeTrue();
            var message = _call.ResponseStream.Current;
            Events.AddRange(message.Events);
            ResumeToken = message.ResumeToken;
            if (message.HasOpenActionCount)
                Open = message.OpenActionCount;
        }
        while (!until(Events));
    }

    /// <summary>Reads on until the last event is of a type.</summary>
    public async Task<AlertEvent> NextAsync(AlertEvent.Types.Type type)
    {
        var from = Events.Count;
        await ReadAsync(events => events.Skip(from).Any(one => one.Type == type));
        return Events.Skip(from).First(one => one.Type == type);
    }

    public void Dispose()
    {
        _call.Dispose();
        _timeout.Dispose();
    }
}
