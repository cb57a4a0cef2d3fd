using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>One transaction of the journal. Rows are numbered from <see cref="FromSeq"/> + 1 in the order of the appends and their entries.</summary>
internal sealed class JournalCommit
{
    /// <summary>The writer.</summary>
    public required long Writer { get; init; }

    /// <summary>The writer's last row number before the commit.</summary>
    public required long FromSeq { get; init; }

    /// <summary>The writer's last row number after it: <see cref="FromSeq"/> + Σ entries.</summary>
    public required long ToSeq { get; init; }

    /// <summary>Recording time of all of its rows, to the microsecond.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>What it consists of, at least one.</summary>
    public required IReadOnlyList<JournalAppend> Appends { get; init; }

    /// <summary>One commit delta for each tenant and shard with rows in it.</summary>
    public required IReadOnlyList<CommitNotice> Notices { get; init; }

    /// <summary>The encoded delta of each of <see cref="Notices"/>.</summary>
    public required IReadOnlyList<byte[]> EncodedDeltas { get; init; }

    /// <summary>Number of rows.</summary>
    public int RowCount => (int)(ToSeq - FromSeq);

    /// <summary>Position of its last row: the token of everything in it.</summary>
    public JournalPosition Position => new(Writer, ToSeq);
}
