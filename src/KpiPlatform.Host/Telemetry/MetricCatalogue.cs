namespace KpiPlatform.Host.Telemetry;

/// <summary>
/// All metrics of the platform: the one list that the document, the dashboards and the alert rules in deploy/telemetry are held to, and that a
/// running server is compared with. Instruments themselves stand where they measure, one class in each project.
/// </summary>
internal static class MetricCatalogue
{
    /// <summary>Meter of the journal.</summary>
    public const string JournalMeter = "KpiPlatform.Persistence";

    /// <summary>Rows of each commit.</summary>
    public const string CommitRows = "kpi.journal.commit.rows";

    /// <summary>Duration of each commit.</summary>
    public const string CommitDuration = "kpi.journal.commit.duration";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        new("kpi.alerts.evaluation.duration", MetricKind.Histogram, "s", "", "Duration of a look at the alert rules of one tenant"),
        new("kpi.alerts.evaluations", MetricKind.Counter, "{evaluation}", "", "Alert rules looked at"),
        new("kpi.alerts.evaluations.failed", MetricKind.Counter, "{evaluation}", "", "Alert rules that could not be looked at"),
        new("kpi.alerts.events", MetricKind.Counter, "{event}", "type", "Events that alert rules brought about"),
        new("kpi.gateway.batches.in_flight", MetricKind.Gauge, "{batch}", "", "Batches being recorded"),
        new("kpi.gateway.calls.failed", MetricKind.Counter, "{call}", "code reason", "Calls that ended with an error; quotas and overload among them"),
        new("kpi.gateway.interactions.accepted", MetricKind.Counter, "{interaction}", "", "Interactions recorded"),
        new("kpi.gateway.interactions.duplicates", MetricKind.Counter, "{interaction}", "", "Interactions that had been recorded before"),
        new("kpi.gateway.interactions.received", MetricKind.Counter, "{interaction}", "", "Interactions received, every attempt counting"),
        new("kpi.gateway.interactions.rejected", MetricKind.Counter, "{interaction}", "reason", "Interactions rejected"),
        new("kpi.gateway.interactions.unavailable", MetricKind.Counter, "{interaction}", "", "Interactions not recorded, or not known to be: to be sent again"),
        new("kpi.gateway.streams.open", MetricKind.Gauge, "{stream}", "", "Open recording streams"),
        new("kpi.gateway.watchers.open", MetricKind.Gauge, "{stream}", "", "Open watch streams"),
        new("kpi.grains.activated", MetricKind.Counter, "{activation}", "grain.type", "Grains that became active (one process)"),
        new("kpi.grains.activations", MetricKind.Gauge, "{activation}", "grain.type", "Active grains (one process; a cluster has those of Orleans)"),
        new("kpi.grains.call.duration", MetricKind.Histogram, "s", "grain.method outcome", "From call to answer of a grain (one process)"),
        new("kpi.grains.call.rejected", MetricKind.Counter, "{call}", "grain.type", "Calls refused because the mailbox was full (one process)"),
        new("kpi.grains.call.timeouts", MetricKind.Counter, "{call}", "grain.method", "Calls whose caller got no answer in time (one process)"),
        new("kpi.grains.deactivated", MetricKind.Counter, "{activation}", "grain.type reason", "Grains that ended (one process)"),
        new("kpi.grains.resident", MetricKind.Gauge, "By", "", "What active grains hold, as they estimate it (one process)"),
        new("kpi.journal.appends.lost", MetricKind.Counter, "{append}", "status", "Appends that were not committed"),
        new(CommitDuration, MetricKind.Histogram, "s", "", "Duration of each commit"),
        new(CommitRows, MetricKind.Histogram, "{row}", "", "Rows of each commit; its count is the number of commits"),
        new("kpi.journal.epochs", MetricKind.Counter, "{epoch}", "", "Writer epochs opened: 1 at the start, more after lost connections"),
        new("kpi.journal.queued_rows", MetricKind.Gauge, "{row}", "", "Rows that wait for a commit"),
        new("kpi.measures.fold.lag", MetricKind.Gauge, "s", "", "Age of the oldest commit that measures have not taken yet"),
        new("kpi.storage.rows.damaged", MetricKind.Counter, "{row}", "", "Stored rows whose checksum differed when they were read"),
        new("kpi.webhooks.deliveries", MetricKind.Counter, "{delivery}", "outcome", "Attempts to deliver an event: delivered, failed (to be tried again) or dead (given up)"),
        new("kpi.webhooks.delivery.duration", MetricKind.Histogram, "s", "", "Duration of one attempt"),
        new("kpi.webhooks.delivery.lag", MetricKind.Histogram, "s", "", "Time from when an event was stored to when it was delivered, quiet hours included"),
    ];
}
