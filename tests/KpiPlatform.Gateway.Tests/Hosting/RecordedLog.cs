using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>Keeps what the gateway's own classes log.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Message)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.StartsWith("KpiPlatform.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Logger(RecordedLog log, bool isOwn) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isOwn;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Lines.Enqueue((logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}"));
    }
}
