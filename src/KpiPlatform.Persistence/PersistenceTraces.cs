using System.Diagnostics;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Writing;

namespace KpiPlatform.Persistence;

/// <summary>Spans of the activity source "KpiPlatform.Persistence". While nobody listens an append pays for one read.</summary>
internal static class PersistenceTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "KpiPlatform.Persistence";

    // Of a commit of thousands the first few tell as much.
    private const int LinksMax = 64;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsListenedTo => Source.HasListeners();

    /// <summary>Starts the span of an append, from its call to the return of its commit; null if nobody listens.</summary>
    public static Activity? StartAppend(int rows)
    {
        var activity = Source.StartActivity("journal append", ActivityKind.Client);
        activity?.SetTag("kpi.journal.rows", rows);
        return activity;
    }

    /// <summary>Starts the span of a commit: in the trace of the first append that is traced, and linked with those of the others; null if nobody listens.</summary>
    public static Activity? StartCommit(IReadOnlyList<PendingAppend> appends, int rows)
    {
        if (!Source.HasListeners())
            return null;
        ActivityContext first = default;
        List<ActivityLink> others = [];
        foreach (var append in appends)
        {
            if (append.Trace is not { } trace)
                continue;
            if (first == default)
                first = trace.Context;
            else if (others.Count < LinksMax)
                others.Add(new(trace.Context));
        }

        var activity = Source.StartActivity("journal commit", ActivityKind.Client, first, tags: null, others);
        activity?.SetTag("kpi.journal.rows", rows);
        activity?.SetTag("kpi.journal.appends", appends.Count);
        return activity;
    }

    /// <summary>The span that an append is made in, which its commit is to be linked with; null if nobody listens.</summary>
    public static Activity? Current => Source.HasListeners() ? Activity.Current : null;

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
