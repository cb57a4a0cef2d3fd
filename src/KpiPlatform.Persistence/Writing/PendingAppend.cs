using System.Diagnostics;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Writing;

/// <summary>An append on its way, and who waits for it.</summary>
internal sealed class PendingAppend
{
    private readonly TaskCompletionSource<AppendOutcome> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wraps an append.</summary>
    public PendingAppend(JournalAppend append, AppendChain chain, long queuedAt)
    {
        Append = append;
        Chain = chain;
        QueuedAt = queuedAt;
        Trace = PersistenceTraces.Current;
        Rows = append.Entries.Count;
        Bytes = BytesOf(append);
        for (var i = 0; i < append.Together.Count; i++)
        {
            Rows += append.Together[i].Entries.Count;
            Bytes += BytesOf(append.Together[i]);
        }
    }

    /// <summary>The append.</summary>
    public JournalAppend Append { get; }

    /// <summary>What it builds on.</summary>
    public AppendChain Chain { get; }

    /// <summary>When it was queued: a timestamp of the time provider.</summary>
    public long QueuedAt { get; }

    /// <summary>The span that it was made in; null unless traces are listened to.</summary>
    public Activity? Trace { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Bytes of facts and personal parts.</summary>
    public int Bytes { get; }

    /// <summary>Completes with its fate.</summary>
    public Task<AppendOutcome> Outcome => _source.Task;

    /// <summary>The append and what is committed with it, each for itself, in the order of their rows.</summary>
    public static IReadOnlyList<JournalAppend> Flatten(List<PendingAppend> appends)
    {
        var flat = new List<JournalAppend>(appends.Count);
        foreach (var pending in appends)
        {
            flat.Add(pending.Append);
            flat.AddRange(pending.Append.Together);
        }

        return flat;
    }

    private static int BytesOf(JournalAppend append)
    {
        var bytes = 0;
        for (var i = 0; i < append.Entries.Count; i++)
            bytes += append.Entries[i].Interaction.Facts.Length + append.Entries[i].Interaction.Personal.Length;
        return bytes;
    }

    /// <summary>It was committed.</summary>
    public void Succeed(AppendOutcome outcome) => _source.TrySetResult(outcome);

    /// <summary>It was not. The chain must be broken before, so that nothing slips in behind it.</summary>
    public void Fail(AppendStatus status, string problem)
    {
        Debug.Assert(Chain.IsBroken, "The chain is broken before anyone learns of it.");
        _source.TrySetResult(AppendOutcome.NotCommitted(status, problem));
    }
}
