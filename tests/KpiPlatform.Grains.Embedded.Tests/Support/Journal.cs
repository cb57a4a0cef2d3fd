using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>What happened, in order, with awaitable milestones; also collects the log.</summary>
internal sealed class Journal : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _entries = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _milestones = new();

    public string[] Entries => [.. _entries];

    public string[] Log => [.. _log];

    public void Add(string entry)
    {
        _entries.Enqueue(entry);
        Milestone(entry).TrySetResult();
    }

    /// <summary>Completes when the entry was added, or the log has an entry that contains it.</summary>
    public Task Reached(string entry) => Milestone(entry).Task;

    public int Count(string entry) => _entries.Count(e => e == entry);

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _log.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception?.Message}");
        Milestone($"log {eventId.Id}").TrySetResult();
    }

    void IDisposable.Dispose()
    {
    }

    private TaskCompletionSource Milestone(string entry) =>
        _milestones.GetOrAdd(entry, static _ => new TaskCompletionSource());
}
