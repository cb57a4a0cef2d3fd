using System.Diagnostics.Metrics;

namespace KpiPlatform.Host.Web;

/// <summary>What the journal's commits of the last minute were like, from the platform's own measurements. Thread-safe.</summary>
internal sealed class CommitWatch : IDisposable
{
    private const string MeterName = "KpiPlatform.Persistence";
    private const string Duration = "kpi.journal.commit.duration";
    private const string Rows = "kpi.journal.commit.rows";

    // Some hundred commits a second for a minute; of more, the latest.
    private const int MaxCommits = 16_384;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private readonly Queue<(long At, double Seconds)> _durations = new();
    private readonly Queue<(long At, int Rows)> _rows = new();
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;

    public CommitWatch(TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MeterName && instrument.Name is Duration or Rows)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Add(_durations, seconds));
        _listener.SetMeasurementEventCallback<int>((_, rows, _, _) => Add(_rows, rows));
        _listener.Start();
    }

    /// <summary>Number of commits, their rows, and how long they took; null without any.</summary>
    public (long Commits, long Rows, TimeSpan? Median, TimeSpan? P99) Read()
    {
        lock (_lock)
        {
            Trim(_durations);
            Trim(_rows);
            var seconds = _durations.Select(commit => commit.Seconds).Order().ToList();
            return (seconds.Count, _rows.Sum(commit => (long)commit.Rows), Quantile(seconds, 0.5), Quantile(seconds, 0.99));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>The smallest that at least such a share of all do not exceed.</summary>
    private static TimeSpan? Quantile(List<double> ordered, double share) =>
        ordered.Count == 0 ? null : TimeSpan.FromSeconds(ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Count) - 1)]);

    private void Add<T>(Queue<(long At, T Value)> queue, T value)
    {
        lock (_lock)
        {
            queue.Enqueue((_time.GetTimestamp(), value));
            if (queue.Count > MaxCommits)
                queue.Dequeue();
        }
    }

    private void Trim<T>(Queue<(long At, T Value)> queue)
    {
        while (queue.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.At) > Span)
            queue.Dequeue();
    }
}
