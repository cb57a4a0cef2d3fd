using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Segments;

/// <summary>A watch of a segment, read as far as a test wants.</summary>
internal sealed class SegmentWatcher : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));
    private readonly AsyncServerStreamingCall<WatchSegmentResponse> _call;

    public SegmentWatcher(KpiClient client, string name, string resumeToken = "") =>
        _call = client.Segments.WatchSegment(new() { Name = name, ResumeToken = resumeToken }, cancellationToken: _timeout.Token);

    /// <summary>As told last.</summary>
    public long Members { get; private set; }

    public List<SegmentEvent> Events { get; } = [];

    public string ResumeToken { get; private set; } = string.Empty;

    /// <summary>Reads one message at least.</summary>
    public async Task ReadAsync(Func<List<SegmentEvent>, bool> until)
    {
        do
        {
            (await _call.ResponseStream.MoveNext(_timeout.Token)).ShouldBeTrue();
            var message = _call.ResponseStream.Current;
            Events.AddRange(message.Events);
            ResumeToken = message.ResumeToken;
            if (message.HasMemberCount)
                Members = message.MemberCount;
        }
        while (!until(Events));
    }

    public void Dispose()
    {
        _call.Dispose();
        _timeout.Dispose();
    }
}
