using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>Listens to the platform's meters in this process, those of other tests' hosts included.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _published = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _recorded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Instrument, string Key, string Value), bool> _tags = new();

    public MeterRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith("KpiPlatform.", StringComparison.Ordinal))
                return;
            _published[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
    }

    /// <summary>Every instrument there is.</summary>
    public IReadOnlyCollection<Instrument> Published => [.. _published.Values];

    /// <summary>Names of the instruments that measured something.</summary>
    public IReadOnlyCollection<string> Recorded => [.. _recorded.Keys];

    /// <summary>Every tag that came with a measurement.</summary>
    public IReadOnlyCollection<(string Instrument, string Key, string Value)> Tags => [.. _tags.Keys];

    /// <summary>Asks the instruments that only answer when asked.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _recorded[instrument.Name] = true;
        foreach (var (key, value) in tags)
            _tags[(instrument.Name, key, value?.ToString() ?? string.Empty)] = true;
    }
}
