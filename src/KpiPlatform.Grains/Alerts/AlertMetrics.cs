using System.Diagnostics.Metrics;

namespace KpiPlatform.Grains.Alerts;

/// <summary>Instruments of the meter "KpiPlatform.Alerts".</summary>
internal static class AlertMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "KpiPlatform.Alerts";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Rules looked at.</summary>
    public static Counter<long> Evaluations { get; } = Meter.CreateCounter<long>("kpi.alerts.evaluations", "{evaluation}", "Rules looked at.");

    /// <summary>Rules that could not be looked at.</summary>
    public static Counter<long> Failures { get; } = Meter.CreateCounter<long>("kpi.alerts.evaluations.failed", "{evaluation}", "Rules that could not be looked at.");

    /// <summary>Events that rules brought about, by type.</summary>
    public static Counter<long> Events { get; } = Meter.CreateCounter<long>("kpi.alerts.events", "{event}", "Events that rules brought about, by type.");

    /// <summary>Duration of a look at one tenant's rules.</summary>
    public static Histogram<double> Duration { get; } = Meter.CreateHistogram<double>("kpi.alerts.evaluation.duration", "s", "Duration of a look at the rules of one tenant.");
}
