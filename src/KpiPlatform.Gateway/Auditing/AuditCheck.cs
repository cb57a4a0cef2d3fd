using System.Globalization;
using KpiPlatform.Domain.Auditing;

namespace KpiPlatform.Gateway.Auditing;

/// <summary>Computes the chain of a log anew, page by page, and says what does not fit. Not thread-safe.</summary>
internal sealed class AuditCheck(AuditHead head, long pinnedSequence, ReadOnlyMemory<byte> pinnedDigest)
{
    private ReadOnlyMemory<byte> _digest = AuditChain.Start;

    /// <summary>Sequence up to which the chain was computed.</summary>
    public long Sequence { get; private set; }

    /// <summary>Entries seen.</summary>
    public long Count { get; private set; }

    /// <summary>What is wrong; null if nothing is so far.</summary>
    public string? Problem { get; private set; }

    /// <summary>Sequence of the first entry that does not fit.</summary>
    public long FirstBad { get; private set; }

    /// <summary>Takes the next entries, by sequence; false if there are none or one does not fit.</summary>
    public bool Add(IReadOnlyList<AuditEvent> events)
    {
        foreach (var one in events)
        {
            if (one.Sequence > head.Sequence)
                return false;
            Count++;
            if (one.Sequence != Sequence + 1)
                return Blame(Sequence + 1, string.Create(CultureInfo.InvariantCulture, $"Entry {Sequence + 1} is missing: {one.Sequence} comes after {Sequence}."));
            _digest = AuditChain.Digest(_digest.Span, one.Sequence, one.Entry);
            if (!_digest.Span.SequenceEqual(one.Digest.Span))
                return Blame(one.Sequence, string.Create(CultureInfo.InvariantCulture, $"Entry {one.Sequence} is not what was written: its digest does not fit it and the entry before."));
            if (one.Sequence == pinnedSequence && !_digest.Span.SequenceEqual(pinnedDigest.Span))
                return Blame(one.Sequence, string.Create(CultureInfo.InvariantCulture, $"Entry {one.Sequence} has another digest than the pinned one: the log was made anew from there or before."));
            Sequence = one.Sequence;
        }

        return events.Count > 0;
    }

    /// <summary>Nothing more comes: compares the end.</summary>
    public void End()
    {
        if (Problem is not null)
            return;
        if (Sequence < head.Sequence)
            Blame(Sequence + 1, string.Create(CultureInfo.InvariantCulture, $"The log ends with entry {Sequence}, but {head.Sequence} were written: the last ones were removed."));
        else if (!_digest.Span.SequenceEqual(head.Digest.Span))
            Blame(Sequence, "The last entry is not the one that was written last.");
        else if (pinnedSequence > Sequence)
            Blame(Sequence + 1, string.Create(CultureInfo.InvariantCulture, $"The pinned entry {pinnedSequence} is missing: the log ends with {Sequence}."));
    }

    private bool Blame(long sequence, string problem)
    {
        (FirstBad, Problem) = (sequence, problem);
        return false;
    }
}
