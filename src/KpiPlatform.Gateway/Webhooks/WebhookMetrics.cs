using System.Diagnostics.Metrics;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>Instruments of the meter "KpiPlatform.Webhooks". Thread-safe.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "KpiPlatform.Webhooks";

    private readonly Meter _meter;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;

    /// <summary>Creates the meter.</summary>
    public WebhookMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _deliveries = _meter.CreateCounter<long>("kpi.webhooks.deliveries", "{delivery}", "Attempts to deliver an event, by outcome: delivered, failed (to be tried again) or dead (given up).");
        _duration = _meter.CreateHistogram<double>("kpi.webhooks.delivery.duration", "s", "Duration of one attempt.");
        _lag = _meter.CreateHistogram<double>("kpi.webhooks.delivery.lag", "s", "Time from when an event was stored to when it was delivered, quiet hours included.");
    }

    /// <summary>An attempt ended.</summary>
    /// <param name="outcome">delivered, failed or dead.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="lag">How old the event was; null unless it was delivered.</param>
    public void Attempted(string outcome, TimeSpan duration, TimeSpan? lag)
    {
        _deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(duration.TotalSeconds);
        if (lag is { } age)
            _lag.Record(age.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
