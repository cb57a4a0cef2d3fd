using System.Diagnostics.Metrics;

namespace KpiPlatform.Persistence;

/// <summary>Instruments of the meter "KpiPlatform.Persistence".</summary>
internal static class PersistenceMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "KpiPlatform.Persistence";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Rows that wait for a commit.</summary>
    public static UpDownCounter<long> QueuedRows { get; } = Meter.CreateUpDownCounter<long>("kpi.journal.queued_rows", "{row}", "Rows that wait for a commit.");

    /// <summary>Rows of each commit; its count is the number of commits.</summary>
    public static Histogram<int> CommitRows { get; } = Meter.CreateHistogram<int>("kpi.journal.commit.rows", "{row}", "Rows of each commit.");

    /// <summary>Duration of each commit.</summary>
    public static Histogram<double> CommitDuration { get; } = Meter.CreateHistogram<double>("kpi.journal.commit.duration", "s", "Duration of each commit.");

    /// <summary>Appends that were not committed, by status.</summary>
    public static Counter<long> LostAppends { get; } = Meter.CreateCounter<long>("kpi.journal.appends.lost", "{append}", "Appends that were not committed, by status.");

    /// <summary>Stored rows that were read and found damaged.</summary>
    public static Counter<long> DamagedRows { get; } = Meter.CreateCounter<long>("kpi.storage.rows.damaged", "{row}", "Stored rows whose checksum differed when they were read.");

    /// <summary>Epochs opened.</summary>
    public static Counter<long> Epochs { get; } = Meter.CreateCounter<long>("kpi.journal.epochs", "{epoch}", "Writer epochs that this host has opened.");
}
