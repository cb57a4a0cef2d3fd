using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiPlatform.Grains.Measures;

/// <summary>
/// One shard of a tenant's measures: the fold of commit deltas by position. Whatever way a delta comes, pushed or read from the
/// journal, it is added once: the vector says what is in the cells.
/// </summary>
public sealed partial class MeasuresGrain : Grain, IMeasuresGrain
{
    private static readonly TimeSpan SubscriptionTime = TimeSpan.FromMinutes(1);
    private readonly IJournalReader _reader;
    private readonly IMeasuresStore _store;
    private readonly ITenantDefinitions _definitions;
    private readonly JournalMeasures _journalMeasures;
    private readonly TimeProvider _time;
    private readonly MeasuresOptions _options;
    private readonly ILogger<MeasuresGrain> _logger;
    private readonly AsyncGate _folding = new();
    private readonly CellTable _cells = new();
    private readonly List<CustomPeriodCells> _customPeriods = [];
    private readonly Dictionary<string, long> _subscribers = new(StringComparer.Ordinal);
    private TenantId _tenant;
    private TenantNumber _number;
    private int _shard;
    private PositionVector _vector = PositionVector.Empty;
    private PositionVector _savedVector = PositionVector.Empty;
    private Instant? _newestEventAt;
    private long _generation;
    private IGrainTimer? _notifyTimer;
    private bool _stale;
    private bool _notifying;

    /// <summary>Creates the grain; the runtime does.</summary>
    public MeasuresGrain(
        IJournalReader reader,
        IMeasuresStore store,
        ITenantDefinitions definitions,
        JournalMeasures journalMeasures,
        TimeProvider time,
        IOptions<MeasuresOptions> options,
        ILogger<MeasuresGrain> logger)
    {
        _reader = reader;
        _store = store;
        _definitions = definitions;
        _journalMeasures = journalMeasures;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_tenant, _shard) = GrainKeys.ParseMeasures(this.GetPrimaryKeyString());
        var definition = await DefinitionAsync(cancellationToken);
        _number = definition.Tenant;
        var checkpoint = await _store.LoadAsync(_number, _shard, cancellationToken);
        _cells.Load(checkpoint.Cells);
        _generation = checkpoint.Generation;
        _vector = _savedVector = checkpoint.Vector;
        _newestEventAt = checkpoint.NewestEventAt;
        await FoldJournalAsync(cancellationToken);
        _notifyTimer = this.RegisterGrainTimer(NotifyAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        this.RegisterGrainTimer(CheckpointAsync, new() { DueTime = _options.CheckpointInterval, Period = _options.CheckpointInterval, Interleave = true });
        this.RegisterGrainTimer(CatchUp, new() { DueTime = _options.SweepInterval, Period = _options.SweepInterval, Interleave = true });
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await CheckpointAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task Push(MeasuresPush push)
    {
        await _folding.EnterAsync();
        try
        {
            var seen = _vector.SeqOf(push.Writer);
            if (seen >= push.Seq)
                return;
            if (push.Delta.IsEmpty || push.PreviousSeq != seen)
            {
                await FoldJournalAsync(CancellationToken.None);
                return;
            }

            Fold(new(push.Writer, push.Seq), CellDelta.Decode(push.Delta.Span), Instant.FromUnixTimeTicks(push.NewestEventAtTicks));
        }
        finally
        {
            _folding.Leave();
        }
    }

    /// <inheritdoc/>
    public Task<Reply<MeasuresAnswer>> Read(MeasuresQuery query, CancellationToken cancellationToken) =>
        ReplyFactory.Try(() => ReadAsync(query, cancellationToken));

    /// <inheritdoc/>
    public Task Subscribe(string scorecardKey)
    {
        _subscribers[scorecardKey] = _time.GetTimestamp();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task CatchUp(CancellationToken cancellationToken)
    {
        await _folding.EnterAsync();
        try
        {
            await FoldJournalAsync(cancellationToken);
        }
        finally
        {
            _folding.Leave();
        }
    }

    private async Task<MeasuresAnswer> ReadAsync(MeasuresQuery query, CancellationToken cancellationToken)
    {
        var token = PositionVector.Decode(query.Token.Span);
        if (!_vector.Covers(token))
            await CatchUp(cancellationToken);
        if (!_vector.Covers(token))
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                "TOKEN_NOT_REACHED",
                "The token names interactions that this database does not have. Use tokens with the server that gave them.",
                "token");
        }

        var custom = query is { CustomFromDay: { } from, CustomToDay: { } to }
            ? await CustomAsync(from, to, query.AsOfTicks, cancellationToken)
            : null;
        var later = query.AsOfTicks is { } asOf ? await RecordedAfterAsync(Instant.FromUnixTimeTicks(asOf), cancellationToken) : null;

        // No await from here on: cells, vector and what is taken off belong together.
        var sums = new long[query.Ranges.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            var range = query.Ranges[i];
            var series = new SeriesKey(range.Series);
            var isCustom = series.Granularity == Granularity.Custom;
            sums[i] = isCustom && custom is not null
                ? custom.Sum(series, range.FromDay, range.ToDay)
                : _cells.Sum(series, range.FromDay, range.ToDay) - (later?.Sum(series, range.FromDay, range.ToDay) ?? 0);
        }

        SpanSum[][] spans = [.. (query.Spans ?? []).Select(span => SumsOf(span, custom, later))];
        return new(sums, _vector.Encode(), _newestEventAt?.ToUnixTimeTicks(), spans);
    }

    private SpanSum[] SumsOf(SpanRequest request, CellTable? custom, CellTable? later)
    {
        var span = new SpanRange(new(request.First), new(request.Last), request.FromDay, request.ToDay);
        if (span.First.Granularity == Granularity.Custom && custom is not null)
            return [.. custom.SumsOf(span).Select(sum => new SpanSum(sum.Series.Packed, sum.Sum))];
        var sums = _cells.SumsOf(span).ToDictionary(sum => sum.Series.Packed, sum => sum.Sum);
        foreach (var (series, sum) in later?.SumsOf(span) ?? [])
            sums[series.Packed] = sums.GetValueOrDefault(series.Packed) - sum;
        return [.. sums.Where(sum => sum.Value != 0).OrderBy(sum => sum.Key).Select(sum => new SpanSum(sum.Key, sum.Value))];
    }

    /// <summary>Everything in the cells that was recorded after an instant.</summary>
    private async Task<CellTable> RecordedAfterAsync(Instant instant, CancellationToken cancellationToken)
    {
        await _folding.EnterAsync();
        try
        {
            // What was recorded by then may not have reached the cells yet.
            await FoldJournalAsync(cancellationToken);
            var later = new CellTable();
            await foreach (var notice in _reader.ReadDeltasRecordedAfterAsync(_number, _shard, instant, cancellationToken))
            {
                if (_vector.Covers(notice.Position))
                    later.Apply(notice.Delta);
            }

            return later;
        }
        finally
        {
            _folding.Leave();
        }
    }

    private async Task<CellTable> CustomAsync(int fromDay, int toDay, long? asOfTicks, CancellationToken cancellationToken)
    {
        var known = _customPeriods.Find(kept => kept.FromDay == fromDay && kept.ToDay == toDay && kept.AsOfTicks == asOfTicks && kept.Vector.Equals(_vector));
        if (known is not null)
            return known.Cells;
        var vector = _vector;
        Instant? asOf = asOfTicks is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null;
        var cells = new CellTable();
        cells.Apply(await _journalMeasures.ComputeAsync(await DefinitionAsync(cancellationToken), fromDay, toDay, asOf, cancellationToken));
        if (_customPeriods.Count >= _options.CustomPeriodsKept)
            _customPeriods.RemoveAt(0);
        _customPeriods.Add(new(fromDay, toDay, asOfTicks, vector, cells));
        return cells;
    }

    /// <summary>Adds what the journal has and the cells have not. The caller holds the gate, or nobody else runs yet.</summary>
    private async Task FoldJournalAsync(CancellationToken cancellationToken)
    {
        await foreach (var notice in _reader.ReadDeltasAsync(_number, _shard, _vector, cancellationToken))
        {
            if (!_vector.Covers(notice.Position))
                Fold(notice.Position, notice.Delta, notice.NewestEventAt);
        }
    }

    private void Fold(JournalPosition position, CellDelta delta, Instant newestEventAt)
    {
        _cells.Apply(delta);
        _vector = _vector.With(position);
        if (_newestEventAt is null || newestEventAt > _newestEventAt)
            _newestEventAt = newestEventAt;
        if (_subscribers.Count > 0 && !_notifying)
        {
            _notifying = true;
            _notifyTimer!.Change(_options.NotifyDelay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task NotifyAsync(CancellationToken cancellationToken)
    {
        _notifying = false;
        foreach (var (scorecard, since) in _subscribers.ToList())
        {
            if (_time.GetElapsedTime(since) > SubscriptionTime)
                _subscribers.Remove(scorecard);
            else
                await GrainFactory.GetGrain<IScorecardGrain>(scorecard).MeasuresMoved();
        }
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (_stale)
            return;
        await _folding.EnterAsync();
        try
        {
            if (_vector.Equals(_savedVector))
                return;
            await ShortenVectorAsync(cancellationToken);
            await SaveAsync(cancellationToken);
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            // The cells stay dirty; the journal has everything that they hold.
            LogCheckpointFailed(exception);
        }
        finally
        {
            _folding.Leave();
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var dirty = _cells.TakeDirty();
        var saved = false;
        try
        {
            if (!await _store.SaveAsync(_number, _shard, new(_generation, _vector, _newestEventAt, dirty), cancellationToken))
            {
                LogStale(_generation);
                _stale = true;
                DeactivateOnIdle();
                return;
            }

            saved = true;
            _generation++;
            _savedVector = _vector;
        }
        finally
        {
            if (!saved)
                _cells.MarkDirty(dirty);
        }
    }

    /// <summary>Forgets writers that are closed and entirely folded, so that the vector does not grow with every start of a process.</summary>
    private async Task ShortenVectorAsync(CancellationToken cancellationToken)
    {
        if (_vector.SeqByWriter.Count < 2)
            return;
        var lowWater = _vector.LowWater;
        foreach (var writer in (await _reader.ReadWritersAsync(lowWater, cancellationToken)).OrderBy(writer => writer.Writer))
        {
            if (!writer.Closed)
                break;
            lowWater = writer.Writer + 1;
        }

        if (lowWater <= _vector.LowWater)
            return;

        // They are closed: what they committed for this tenant is in the journal, so folding it now makes "entirely seen" true.
        await FoldJournalAsync(cancellationToken);
        _vector = _vector.WithLowWater(lowWater);
    }

    private async ValueTask<TenantDefinition> DefinitionAsync(CancellationToken cancellationToken) =>
        await _definitions.FindAsync(_tenant, cancellationToken)
        ?? throw new InvalidOperationException($"There is no tenant \"{_tenant}\"; the edge lets no call for it through.");
}
