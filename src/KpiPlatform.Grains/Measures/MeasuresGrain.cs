using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Quality;
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
    private const int SharedSweeps = 2;
    private static readonly TimeSpan PausePerSubscriber = TimeSpan.FromMilliseconds(1);
    private static readonly CellTable Nothing = new();
    private readonly IJournalReader _reader;
    private readonly IMeasuresStore _store;
    private readonly ITenantDefinitions _definitions;
    private readonly JournalMeasures _journalMeasures;
    private readonly CommittedPositions _committed;
    private readonly IIntakeQualityStore _quality;
    private readonly TimeProvider _time;
    private readonly MeasuresOptions _options;
    private readonly ILogger<MeasuresGrain> _logger;
    private readonly AsyncGate _folding = new();
    private readonly CellTable _cells = new();
    private readonly SharedCommits _shared = new();
    private readonly List<CustomPeriodCells> _folded = [];
    private readonly Dictionary<string, long> _subscribers = new(StringComparer.Ordinal);
    private TenantId _tenant;
    private TenantNumber _number;
    private int _shard;
    private int _cellsGeneration;
    private PositionVector _vector = PositionVector.Empty;
    private PositionVector _savedVector = PositionVector.Empty;
    private Instant? _newestEventAt;
    private long _generation;
    private IGrainTimer? _notifyTimer;
    private bool _stale;
    private bool _notifying;
    private long? _notifiedAt;
    private bool _tooMany;

    /// <summary>Creates the grain; the runtime does.</summary>
    public MeasuresGrain(
        IJournalReader reader,
        IMeasuresStore store,
        ITenantDefinitions definitions,
        JournalMeasures journalMeasures,
        CommittedPositions committed,
        IIntakeQualityStore quality,
        TimeProvider time,
        IOptions<MeasuresOptions> options,
        ILogger<MeasuresGrain> logger)
    {
        _reader = reader;
        _store = store;
        _definitions = definitions;
        _journalMeasures = journalMeasures;
        _committed = committed;
        _quality = quality;
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
        _cellsGeneration = MeasuresShard.GenerationOf(_shard);
        var checkpoint = await _store.LoadAsync(_number, _shard, cancellationToken);
        _cells.Load(checkpoint.Cells);
        _generation = checkpoint.Generation;
        _vector = _savedVector = checkpoint.Vector;
        _newestEventAt = checkpoint.NewestEventAt;
        if (definition.OfGeneration(_cellsGeneration)?.Settings.MeasuresShards is > 1 and var shards)
            _shared.AddAll(_vector, shards, _time.GetTimestamp());
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

            // Whoever read with a token of what changed nothing here has seen the writer beyond its last commit for this shard.
            var follows = push.PreviousSeq == seen || (push.PreviousSeq < seen && seen < push.FirstSeq);
            if (push.Delta.IsEmpty || !follows)
            {
                await FoldJournalAsync(CancellationToken.None);
                return;
            }

            // Nothing is to be kept of a generation that nobody reads any more.
            if ((await DefinitionAsync(CancellationToken.None)).OfGeneration(_cellsGeneration) is null)
                return;
            Fold(new(push.Writer, push.Seq), CellDelta.Decode(push.Delta.Span), Instant.FromUnixTimeTicks(push.NewestEventAtTicks));
            foreach (var commit in push.Shared ?? [])
                _shared.Add(commit, _time.GetTimestamp());
        }
        finally
        {
            _folding.Leave();
        }
    }

    /// <inheritdoc/>
    public Task<Reply<MeasuresAnswer>> Read(MeasuresQuery query, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var answer = await ReadAsync(query, cancellationToken);
        if (query.CellsOnly)
            return answer;
        await AddOperationalAsync(query, answer.Sums, cancellationToken);
        await AddPerformancesAsync(query, answer.Sums, cancellationToken);
        return answer;
    });

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
        var through = PositionVector.Decode(query.Through.Span);
        var token = PositionVector.Decode(query.Token.Span).Merge(PositionVector.Decode(query.Beside.Span)).Merge(through);
        var definition = await OwnDefinitionAsync(cancellationToken);

        // A token mostly names what is on its way here; one among several shards mostly has nothing of it.
        if (!_vector.Covers(token) && definition.Settings.MeasuresShards == 1)
            await CatchUp(cancellationToken);
        else
            PassUntouched(token);
        if (!_vector.Covers(token) && !await ReachAsync(token, cancellationToken))
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                "TOKEN_NOT_REACHED",
                "The token names interactions that this database does not have. Use tokens with the server that gave them.",
                "token");
        }

        Instant? asOf = query.AsOfTicks is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null;
        var custom = query is { CustomFromDay: not null, CustomToDay: not null, CellsOnly: false }
            ? await FoldedAsync(definition, new(definition.Version, query.CustomFromDay, query.CustomToDay, query.AsOfTicks), cancellationToken)
            : null;

        // Cells of before the tenant was counted anew do not exist; they are what the journal of then comes to.
        var isBefore = query.IsBefore(definition);
        var calendar = !query.CellsOnly && (isBefore || query.AsksForUncounted(definition))
            ? await FoldedAsync(definition, new(definition.Version, null, null, query.AsOfTicks), cancellationToken)
            : null;
        if (isBefore || (asOf is null && through.IsEmpty))
            return Answer(query, definition, custom, calendar, isBefore, later: null);

        // Cells and what is taken off them belong together: nothing is folded between the two.
        await _folding.EnterAsync();
        try
        {
            var later = through.IsEmpty
                ? await RecordedAfterInGateAsync(asOf!.Value, cancellationToken)
                : await TakenInAsync(_reader.ReadDeltasAsync(_number, _shard, through, cancellationToken));
            return Answer(query, definition, custom, calendar, isBefore, later);
        }
        finally
        {
            _folding.Leave();
        }
    }

    private MeasuresAnswer Answer(MeasuresQuery query, TenantDefinition definition, CellTable? custom, CellTable? calendar, bool isBefore, CellTable? later)
    {
        var sums = new long[query.Ranges.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            var range = query.Ranges[i];
            var series = new SeriesKey(range.Series);
            sums[i] = Source(series) is { } folded
                ? folded.Sum(series, range.FromDay, range.ToDay)
                : _cells.Sum(series, range.FromDay, range.ToDay) - (later?.Sum(series, range.FromDay, range.ToDay) ?? 0);
        }

        SpanSum[][] spans = [.. (query.Spans ?? []).Select(span => SumsOf(span, Source(new(span.First)), later))];
        return new(sums, _vector.Encode(), _newestEventAt?.ToUnixTimeTicks(), spans, _shared.All);

        // Null for the live cells. What is folded is nothing where another shard answers it.
        CellTable? Source(SeriesKey series)
        {
            if (series.Granularity == Granularity.Custom)
                return custom ?? (query.CellsOnly ? Nothing : null);
            return isBefore || !CatalogueHistory.Counts(definition.CatalogueVersion, series.Measure) ? calendar ?? Nothing : null;
        }
    }

    private SpanSum[] SumsOf(SpanRequest request, CellTable? folded, CellTable? later)
    {
        // What is taken off may leave nothing of the extreme one, so that the next one counts.
        var span = new SpanRange(new(request.First), new(request.Last), request.FromDay, request.ToDay, folded is null && later is not null ? SpanTake.All : request.Take);
        if (folded is not null)
            return [.. folded.SumsOf(span).Select(sum => new SpanSum(sum.Series.Packed, sum.Sum))];
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
            return await RecordedAfterInGateAsync(instant, cancellationToken);
        }
        finally
        {
            _folding.Leave();
        }
    }

    private async Task<CellTable> RecordedAfterInGateAsync(Instant instant, CancellationToken cancellationToken)
    {
        // What was recorded by then may not have reached the cells yet.
        await FoldJournalAsync(cancellationToken);
        return await TakenInAsync(_reader.ReadDeltasRecordedAfterAsync(_number, _shard, instant, cancellationToken));
    }

    /// <summary>What commits have brought into the cells.</summary>
    private async Task<CellTable> TakenInAsync(IAsyncEnumerable<CommitNotice> notices)
    {
        var taken = new CellTable();
        await foreach (var notice in notices)
        {
            if (_vector.Covers(notice.Position))
                taken.Apply(notice.Delta);
        }

        return taken;
    }

    private async Task<CellTable> FoldedAsync(TenantDefinition definition, FoldedPeriod period, CancellationToken cancellationToken)
    {
        var known = _folded.Find(kept => kept.Period == period && (kept.Vector is null || kept.Vector.Equals(_vector)));
        if (known is not null)
            return known.Cells;
        Instant? asOf = period.AsOfTicks is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null;

        // What was recorded by an instant some time ago does not change any more, whatever is committed.
        var isFinal = asOf + Duration.FromTimeSpan(_options.VerifyDelay) < Instant.FromDateTimeOffset(_time.GetUtcNow());
        var vector = isFinal ? null : _vector;
        var periods = period is { FromDay: { } from, ToDay: { } to } ? FoldPeriods.ForCustom(from, to) : FoldPeriods.ForCalendar(definition.Calendar);
        var cells = new CellTable();
        cells.Apply((await _journalMeasures.ComputeAsync(definition, periods, asOf, cancellationToken)).Cells);
        if (_folded.Count >= _options.CustomPeriodsKept)
            _folded.RemoveAt(0);
        _folded.Add(new(period, vector, cells));
        return cells;
    }

    /// <summary>Sees what of a token is known to have changed nothing in this shard. So there is nothing that others in the gate could miss.</summary>
    private void PassUntouched(PositionVector token)
    {
        foreach (var (writer, seq) in token.SeqByWriter)
        {
            if (_vector.SeqOf(writer) is var seen && seen < seq && _committed.ChangedNothing(_number, _shard, seen, new(writer, seq)))
                _vector = _vector.With(new(writer, seq));
        }
    }

    /// <summary>
    /// Sees a token whose interactions changed nothing in this shard: what the journal says a writer had committed before the deltas
    /// were read is seen with them, whether or not it has a delta here. False if the journal does not have it.
    /// </summary>
    private async Task<bool> ReachAsync(PositionVector token, CancellationToken cancellationToken)
    {
        var committed = await _committed.FindAsync(token, _vector, cancellationToken);
        await _folding.EnterAsync();
        try
        {
            if (_vector.Covers(token))
                return true;
            await FoldJournalAsync(cancellationToken);
            _vector = _vector.Merge(committed);
            return _vector.Covers(token);
        }
        finally
        {
            _folding.Leave();
        }
    }

    /// <summary>Adds what the journal has and the cells have not. The caller holds the gate, or nobody else runs yet.</summary>
    private async Task FoldJournalAsync(CancellationToken cancellationToken)
    {
        await foreach (var notice in _reader.ReadDeltasAsync(_number, _shard, _vector, cancellationToken))
        {
            if (_vector.Covers(notice.Position))
                continue;
            Fold(notice.Position, notice.Delta, notice.NewestEventAt);
            _shared.Add(notice, _time.GetTimestamp());
        }
    }

    private void Fold(JournalPosition position, CellDelta delta, Instant newestEventAt)
    {
        _cells.Apply(delta);
        _vector = _vector.With(position);
        if (newestEventAt > (_newestEventAt ?? DefinitionMark.NoEvent))
            _newestEventAt = newestEventAt;
        if (_subscribers.Count > 0 && !_notifying)
        {
            // What comes after a pause is told at once; what follows closely is gathered.
            var pause = _notifiedAt is { } last ? NotifyPause() - _time.GetElapsedTime(last) : TimeSpan.Zero;
            _notifying = true;
            _notifyTimer!.Change(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan NotifyPause() => TimeSpan.FromTicks(Math.Min(_subscribers.Count * PausePerSubscriber.Ticks, _options.NotifyDelay.Ticks));

    private async Task NotifyAsync(CancellationToken cancellationToken)
    {
        _notifying = false;
        _notifiedAt = _time.GetTimestamp();
        await TellSubscribersAsync();
    }

    private async Task TellSubscribersAsync()
    {
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

        // By then every shard has read the journal by itself.
        _shared.ForgetBefore(_time.GetTimestamp() - (long)(SharedSweeps * _options.SweepInterval.TotalSeconds * _time.TimestampFrequency));
        await _folding.EnterAsync();
        try
        {
            if (_vector.Equals(_savedVector))
                return;
            if ((await DefinitionAsync(cancellationToken)).OfGeneration(_cellsGeneration) is null)
            {
                // Nobody reads these cells any more; what is stored of them is being deleted.
                DeactivateOnIdle();
                return;
            }

            await ShortenVectorAsync(cancellationToken);
            await SaveAsync(cancellationToken);
            if (_cells.Count > CustomMeasureLimits.MaxLiveCells && !_tooMany)
            {
                _tooMany = true;
                LogTooManyCells(_cells.Count);
            }
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

    /// <summary>The definition that the cells are counted under.</summary>
    private async ValueTask<TenantDefinition> OwnDefinitionAsync(CancellationToken cancellationToken) =>
        (await DefinitionAsync(cancellationToken)).OfGeneration(_cellsGeneration)
        ?? throw new DomainException(ErrorKind.Unavailable, "DEFINITION_CHANGED", "The tenant's definition has just changed. Send it again.");
}
