using System.Collections.Concurrent;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// What this process knows to be committed: of its own writer from its commits, of others from the journal. A shard of measures that a commit did not touch hears
/// nothing of it; with this it knows without looking, or with one look of all shards here. Thread-safe.
/// </summary>
public sealed class CommittedPositions : ICommitObserver
{
    private readonly IJournalReader _reader;
    private readonly ConcurrentDictionary<long, long> _seqByWriter = new();
    private readonly ConcurrentDictionary<(TenantNumber Tenant, int Shard), JournalPosition> _touched = new();
    private readonly Lock _lock = new();
    private Task? _looking;
    private JournalPosition _own;

    /// <summary>Creates it.</summary>
    public CommittedPositions(IJournalReader reader) => _reader = reader;

    /// <inheritdoc/>
    public void OnCommitted(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);

        // The shards first: whoever sees the position sees them as well.
        foreach (var notice in commit.Notices)
            _touched[(notice.Tenant, notice.Shard)] = notice.Position;
        lock (_lock)
            _own = commit.Position;
        Note(commit.Position);
    }

    /// <summary>
    /// Whether a shard that has seen a writer up to somewhere has, with that, seen it up to a position: the writer is this process's own,
    /// and none of its commits in between changed anything in the shard.
    /// </summary>
    /// <param name="tenant">The shard's tenant.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="seen">Last row number of the writer that the shard has seen; 0 if none.</param>
    /// <param name="position">The position.</param>
    public bool ChangedNothing(TenantNumber tenant, int shard, long seen, JournalPosition position)
    {
        lock (_lock)
        {
            if (_own.Writer != position.Writer || _own.Seq < position.Seq)
                return false;
        }

        return !_touched.TryGetValue((tenant, shard), out var last) || last.Writer < position.Writer || (last.Writer == position.Writer && last.Seq <= seen);
    }

    /// <summary>
    /// What of a token the journal had when this was asked, or had sooner. Whoever reads commit deltas after that reads all that it stands for.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <param name="seen">What of it nobody asks for: it has been seen.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task<PositionVector> FindAsync(PositionVector token, PositionVector seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(seen);
        var found = PositionVector.Empty;
        if (token.LowWater > seen.LowWater)
        {
            // Another shard may have forgotten writers already that are closed. A token of writers that are not there yet is not of this database.
            var writers = await LookAsync(seen.LowWater).WaitAsync(cancellationToken);
            if (token.LowWater <= writers.Max(writer => (long?)writer.Writer) + 1 && writers.All(writer => writer.Closed || writer.Writer >= token.LowWater))
                found = found.WithLowWater(token.LowWater);
        }
        else if (!IsKnown(token, seen))
        {
            // One look serves all who ask while it is under way, but for those for whom it began too early.
            var (isNew, looking) = Begin(token, seen, isNew: false);
            await looking.WaitAsync(cancellationToken);
            if (!isNew && !IsKnown(token, seen))
                await Begin(token, seen, isNew: true).Looking.WaitAsync(cancellationToken);
        }

        foreach (var (writer, seq) in token.SeqByWriter)
        {
            if (_seqByWriter.GetValueOrDefault(writer) >= seq)
                found = found.With(new(writer, seq));
        }

        return found;
    }

    private (bool IsNew, Task Looking) Begin(PositionVector token, PositionVector seen, bool isNew)
    {
        lock (_lock)
        {
            if (IsKnown(token, seen))
                return (true, Task.CompletedTask);
            if (!isNew && _looking is { IsCompleted: false } underWay)
                return (false, underWay);
            return (true, _looking = LookAsync(seen.LowWater));
        }
    }

    private async Task<IReadOnlyList<WriterState>> LookAsync(long from)
    {
        var writers = await _reader.ReadWritersAsync(from, CancellationToken.None);
        foreach (var writer in writers)
            Note(new(writer.Writer, writer.LastSeq));
        return writers;
    }

    private bool IsKnown(PositionVector token, PositionVector seen)
    {
        foreach (var (writer, seq) in token.SeqByWriter)
        {
            if (seen.SeqOf(writer) < seq && _seqByWriter.GetValueOrDefault(writer) < seq)
                return false;
        }

        return true;
    }

    private void Note(JournalPosition position) =>
        _seqByWriter.AddOrUpdate(position.Writer, static (_, seq) => seq, static (_, known, seq) => Math.Max(known, seq), position.Seq);
}
