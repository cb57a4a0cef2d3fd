using System.Threading.Channels;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Writing;

/// <summary>
/// Appends waiting for a commit, one line per tenant. Lines take turns (deficit round-robin: a turn is worth
/// <see cref="QuantumRows"/> rows, what is not used is kept while the line lasts), so that a flood of one tenant does not stand
/// before another's single interaction. Within a tenant the order of the calls holds. Thread-safe; one consumer.
/// </summary>
internal sealed class AppendQueue(JournalWriterOptions options)
{
    private const int QuantumRows = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Line> _lines = [];
    private readonly Queue<Line> _turns = [];
    private readonly Dictionary<(int Tenant, long Customer), ImplicitChain> _implicitChains = [];
    private readonly Channel<bool> _arrivals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _rows;
    private long _bytes;
    private bool _completed;

    /// <summary>Rows that wait.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>Whether the queue is completed and empty.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate)
                return _completed && _rows == 0;
        }
    }

    /// <summary>Queues an append; null if there is no room or the queue is completed, with the reason.</summary>
    public PendingAppend? TryEnqueue(JournalAppend append, long now, out AppendOutcome? rejection)
    {
        lock (_gate)
        {
            var pending = new PendingAppend(append, append.Chain ?? ImplicitChainOf(append), now);
            rejection = Rejection(pending);
            if (rejection is not null)
            {
                pending.Chain.Break();
                Forget_NeedsLock(append);
                return null;
            }

            if (!_lines.TryGetValue(append.Tenant.Value, out var line))
            {
                line = new Line(append.Tenant.Value);
                _lines.Add(append.Tenant.Value, line);
                _turns.Enqueue(line);
            }

            line.Appends.Enqueue(pending);
            Count_NeedsLock(line, pending, 1);
            _arrivals.Writer.TryWrite(true);
            return pending;
        }
    }

    /// <summary>Waits until something is queued; false once the queue is completed and empty.</summary>
    public async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_rows > 0)
                    return true;
                if (_completed)
                    return false;
            }

            await _arrivals.Reader.WaitToReadAsync();
            _arrivals.Reader.TryRead(out _);
        }
    }

    /// <summary>Takes what makes the next commit: in turns, at most so many rows and bytes, but at least one append.</summary>
    /// <returns>Whether something had to stay behind.</returns>
    public bool Take(List<PendingAppend> batch, int maxRows, long maxBytes)
    {
        lock (_gate)
        {
            int rows = 0;
            long bytes = 0;
            while (_turns.TryDequeue(out var line))
            {
                line.DeficitRows += QuantumRows;
                while (line.Appends.TryPeek(out var next) && next.Rows <= line.DeficitRows)
                {
                    rows += next.Rows;
                    bytes += next.Bytes;
                    if (batch.Count > 0 && (rows > maxRows || bytes > maxBytes))
                    {
                        _turns.Enqueue(line);
                        return true;
                    }

                    line.DeficitRows -= next.Rows;
                    batch.Add(line.Appends.Dequeue());
                    Count_NeedsLock(line, next, -1);
                }

                if (line.Appends.Count > 0)
                    _turns.Enqueue(line);
                else
                    _lines.Remove(line.Tenant);
            }

            return false;
        }
    }

    /// <summary>Whether anything waits that was queued at or before a timestamp.</summary>
    public bool HasQueuedUntil(long timestamp)
    {
        lock (_gate)
        {
            foreach (var line in _lines.Values)
            {
                if (line.Appends.TryPeek(out var oldest) && oldest.QueuedAt <= timestamp)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Takes all that was queued at or before a timestamp.</summary>
    public List<PendingAppend> TakeQueuedUntil(long timestamp)
    {
        List<PendingAppend> taken = [];
        lock (_gate)
        {
            foreach (var line in _lines.Values)
            {
                while (line.Appends.TryPeek(out var oldest) && oldest.QueuedAt <= timestamp)
                {
                    taken.Add(line.Appends.Dequeue());
                    Count_NeedsLock(line, oldest, -1);
                }
            }
        }

        return taken;
    }

    /// <summary>The fate of an append is known: appends of its customer without a chain no longer belong together with it.</summary>
    public void Forget(JournalAppend append)
    {
        if (append.Chain is not null)
            return;
        lock (_gate)
            Forget_NeedsLock(append);
    }

    /// <summary>Takes no more; what is queued can still be taken.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _arrivals.Writer.TryWrite(true);
        }
    }

    private AppendOutcome? Rejection(PendingAppend pending)
    {
        if (_completed)
            return AppendOutcome.NotCommitted(AppendStatus.Unavailable, "The host is stopping.");
        if (pending.Chain.IsBroken)
            return AppendOutcome.NotCommitted(AppendStatus.Conflict, "An append before it was not committed.");
        var (tenantRows, tenantBytes) = _lines.TryGetValue(pending.Append.Tenant.Value, out var line) ? (line.Rows, line.Bytes) : (0, 0);
        var fits = (_rows == 0 || _rows + pending.Rows <= options.MaxQueuedRows)
            && (_bytes == 0 || _bytes + pending.Bytes <= options.MaxQueuedBytes)
            && (tenantRows == 0 || tenantRows + pending.Rows <= options.MaxQueuedRows / 2)
            && (tenantBytes == 0 || tenantBytes + pending.Bytes <= options.MaxQueuedBytes / 2);
        return fits ? null : AppendOutcome.NotCommitted(AppendStatus.Overloaded, "Too much is queued for the journal.");
    }

    private AppendChain ImplicitChainOf(JournalAppend append)
    {
        var key = (append.Tenant.Value, append.Customer.Value);
        if (!_implicitChains.TryGetValue(key, out var chain))
        {
            chain = new ImplicitChain();
            _implicitChains.Add(key, chain);
        }

        chain.UnderWay++;
        return chain.Chain;
    }

    private void Forget_NeedsLock(JournalAppend append)
    {
        var key = (append.Tenant.Value, append.Customer.Value);
        if (append.Chain is null && _implicitChains.TryGetValue(key, out var chain) && --chain.UnderWay == 0)
            _implicitChains.Remove(key);
    }

    private void Count_NeedsLock(Line line, PendingAppend append, int sign)
    {
        line.Rows += sign * append.Rows;
        line.Bytes += sign * append.Bytes;
        _bytes += sign * append.Bytes;
        Volatile.Write(ref _rows, _rows + (sign * append.Rows));
        PersistenceMetrics.QueuedRows.Add(sign * append.Rows);
    }

    private sealed class Line(int tenant)
    {
        public int Tenant => tenant;

        public Queue<PendingAppend> Appends { get; } = [];

        public int DeficitRows { get; set; }

        public int Rows { get; set; }

        public long Bytes { get; set; }
    }

    private sealed class ImplicitChain
    {
        public AppendChain Chain { get; } = new();

        public int UnderWay { get; set; }
    }
}
