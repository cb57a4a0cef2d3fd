using System.Diagnostics;
using System.Diagnostics.Metrics;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Grains.Measures;
using KpiPlatform.Host.Runtime;
using KpiPlatform.Host.Telemetry;
using KpiPlatform.Persistence;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace KpiPlatform.Host.Hosting;

/// <summary>What this host can say of itself, with figures of the last seconds. Thread-safe.</summary>
internal sealed class HostSampler : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly PersistenceModule _persistence;
    private readonly MeasuresPublisher _publisher;
    private readonly IActivationCounts _activations;
    private readonly KpiHostOptions _options;
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly Instant _startedAt;
    private readonly Lock _lock = new();
    private long _rows;
    private long _commits;
    private double _seconds;
    private HostFigures _figures = new();

    /// <summary>Creates it; it begins to count when it is started.</summary>
    public HostSampler(PersistenceModule persistence, MeasuresPublisher publisher, IActivationCounts activations, KpiHostOptions options, TimeProvider time)
    {
        _persistence = persistence;
        _publisher = publisher;
        _activations = activations;
        _options = options;
        _time = time;
        _startedAt = Now();
    }

    /// <summary>Where this host serves clients, once it does; empty before, and for a host that does not.</summary>
    public string Address { get; set; } = string.Empty;

    /// <summary>What it says now.</summary>
    public HostReport Report(HostStatus status) => new()
    {
        Name = HostIdentity.NameOf(_options),
        Role = _options.Role.ToString().ToLowerInvariant(),
        Address = _options.Role == HostRole.Silo ? string.Empty : Address,
        Version = ServerVersion.Text,
        Status = status,
        StartedAt = _startedAt,
        SeenAt = Now(),
        Writer = _persistence.CurrentWriter,
        Figures = Volatile.Read(ref _figures) with { MeasuresLagMilliseconds = _publisher.Lag.TotalMilliseconds },
    };

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // One measurement for each commit: nothing that recording would feel.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MetricCatalogue.JournalMeter && instrument.Name is MetricCatalogue.CommitRows or MetricCatalogue.CommitDuration)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, rows, _, _) => Count(rows, 0, 0));
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Count(0, 1, seconds));
        _listener.Start();
        using var process = Process.GetCurrentProcess();
        var at = _time.GetTimestamp();
        var processorTime = process.TotalProcessorTime;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            process.Refresh();
            var (now, used) = (_time.GetTimestamp(), process.TotalProcessorTime);
            var elapsed = Math.Max(_time.GetElapsedTime(at, now).TotalSeconds, double.Epsilon);
            var (rows, commits, seconds) = Take();
            Volatile.Write(ref _figures, new()
            {
                Activations = await _activations.CountAsync(stoppingToken),
                MemoryBytes = process.WorkingSet64,
                CpuCores = (used - processorTime).TotalSeconds / elapsed,
                InteractionsPerSecond = rows / elapsed,
                CommitLatencyMilliseconds = commits == 0 ? 0 : seconds / commits * 1_000,
            });
            (at, processorTime) = (now, used);
        }
    }

    private void Count(long rows, long commits, double seconds)
    {
        lock (_lock)
        {
            _rows += rows;
            _commits += commits;
            _seconds += seconds;
        }
    }

    private (long Rows, long Commits, double Seconds) Take()
    {
        lock (_lock)
        {
            var taken = (_rows, _commits, _seconds);
            (_rows, _commits, _seconds) = (0, 0, 0);
            return taken;
        }
    }

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
