namespace KpiPlatform.Host.Telemetry;

/// <summary>What a metric counts like.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>What is there now.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}
