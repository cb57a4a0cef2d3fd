using System.Diagnostics;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence;

/// <summary>Spans of the activity source "KpiPlatform.Persistence". While nobody listens an append pays for one read.</summary>
internal static class PersistenceTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "KpiPlatform.Persistence";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of an append, from its call to the return of its commit; null if nobody listens.</summary>
    public static Activity? StartAppend(int rows)
    {
        var activity = Source.StartActivity("journal append", ActivityKind.Client);
        activity?.SetTag("kpi.journal.rows", rows);
        return activity;
    }

    /// <summary>Says how the append ended and in which commit.</summary>
    public static void SetOutcome(Activity activity, AppendOutcome outcome)
    {
        activity.SetTag("kpi.journal.status", outcome.Status.ToString());
        if (outcome.Status == AppendStatus.Committed)
            activity.SetTag("kpi.journal.commit", $"{outcome.Commit.Writer}:{outcome.Commit.Seq}");
        else
            activity.SetStatus(ActivityStatusCode.Error, outcome.Status.ToString());
    }
}
