using Grpc.Core;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>A watch of events, read as far as a test wants; a minute at most.</summary>
internal abstract class EventWatcher<TMessage, TEvent> : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));
    private readonly AsyncServerStreamingCall<TMessage> _call;

    protected EventWatcher(Func<CancellationToken, AsyncServerStreamingCall<TMessage>> open) => _call = open(_timeout.Token);

    public List<TEvent> Events { get; } = [];

    public string ResumeToken { get; private set; } = string.Empty;

    /// <summary>How many there are of what the events are of, as told last.</summary>
    protected long Count { get; private set; }

    /// <summary>Reads one message at least.</summary>
    public async Task ReadAsync(Func<List<TEvent>, bool> until)
    {
        do
        {
            (await _call.ResponseStream.MoveNext(_timeout.Token)).ShouldBeTrue();
            var (events, resumeToken, count) = Read(_call.ResponseStream.Current);
            Events.AddRange(events);
            ResumeToken = resumeToken;
            Count = count ?? Count;
        }
        while (!until(Events));
    }

    public void Dispose()
    {
        _call.Dispose();
        _timeout.Dispose();
    }

    /// <summary>What a message says; no count: it stays as it was.</summary>
    protected abstract (IEnumerable<TEvent> Events, string ResumeToken, long? Count) Read(TMessage message);
}
