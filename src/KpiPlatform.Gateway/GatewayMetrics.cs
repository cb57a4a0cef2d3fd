using System.Diagnostics.Metrics;

namespace KpiPlatform.Gateway;

/// <summary>
/// Operational counters of the gateway, meter "KpiPlatform.Gateway". They count what this process has seen since its start, retries
/// included, and so are at least what happened. Thread-safe.
/// </summary>
public sealed class GatewayMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "KpiPlatform.Gateway";

    private readonly Meter _meter;
    private readonly Counter<long> _received;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unavailable;
    private readonly Counter<long> _failed;
    private readonly UpDownCounter<long> _batches;
    private readonly UpDownCounter<long> _streams;
    private readonly UpDownCounter<long> _watchers;

    /// <summary>Creates the meter.</summary>
    public GatewayMetrics(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _meter = factory.Create(MeterName);
        _received = _meter.CreateCounter<long>("kpi.gateway.interactions.received", "{interaction}", "Interactions received for recording.");
        _accepted = _meter.CreateCounter<long>("kpi.gateway.interactions.accepted", "{interaction}", "Interactions recorded.");
        _duplicates = _meter.CreateCounter<long>("kpi.gateway.interactions.duplicates", "{interaction}", "Interactions that had been recorded before.");
        _rejected = _meter.CreateCounter<long>("kpi.gateway.interactions.rejected", "{interaction}", "Interactions rejected, by reason.");
        _unavailable = _meter.CreateCounter<long>("kpi.gateway.interactions.unavailable", "{interaction}", "Interactions not recorded or not known to be, to be sent again.");
        _failed = _meter.CreateCounter<long>("kpi.gateway.calls.failed", "{call}", "Calls that ended with an error, by status code and reason: quotas and overload among them.");
        _batches = _meter.CreateUpDownCounter<long>("kpi.gateway.batches.in_flight", "{batch}", "Batches being recorded.");
        _streams = _meter.CreateUpDownCounter<long>("kpi.gateway.streams.open", "{stream}", "Open RecordInteractions streams.");
        _watchers = _meter.CreateUpDownCounter<long>("kpi.gateway.watchers.open", "{stream}", "Open watch streams.");
    }

    /// <summary>Interactions were received.</summary>
    public void Received(int count) => _received.Add(count);

    /// <summary>Interactions were answered.</summary>
    /// <param name="accepted">Recorded.</param>
    /// <param name="duplicates">Recorded before.</param>
    /// <param name="unavailable">To be sent again.</param>
    public void Answered(int accepted, int duplicates, int unavailable)
    {
        if (accepted > 0)
            _accepted.Add(accepted);
        if (duplicates > 0)
            _duplicates.Add(duplicates);
        if (unavailable > 0)
            _unavailable.Add(unavailable);
    }

    /// <summary>Interactions were rejected.</summary>
    public void Rejected(string reason, int count = 1) => _rejected.Add(count, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A call ended with an error.</summary>
    /// <param name="code">Name of the status code, as gRPC writes it.</param>
    /// <param name="reason">Why: one of the API's reasons; empty if the error gives none.</param>
    public void Failed(string code, string reason) =>
        _failed.Add(1, new KeyValuePair<string, object?>("code", code), new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A batch came (+1) or was done (−1).</summary>
    public void BatchesInFlight(int change) => _batches.Add(change);

    /// <summary>A recording stream was opened (+1) or ended (−1).</summary>
    public void StreamsOpen(int change) => _streams.Add(change);

    /// <summary>A watcher came (+1) or left (−1).</summary>
    public void Watchers(int change) => _watchers.Add(change);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
