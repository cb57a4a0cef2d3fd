using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// Replays what happened to a scorecard between two instants: sums as of the first, and then, in the order in which it happened,
/// each commit's delta, each change of definition, each override that begins or ends, each day that begins. Used once.
/// </summary>
internal sealed class ScorecardExplainer
{
    /// <summary>Most commits that are told apart; beyond, neighbours are merged.</summary>
    public const int MaxCommits = 10_000;

    /// <summary>Longest time that is explained at once: ten years.</summary>
    private const int MaxDays = 3_660;

    /// <summary>Days beyond which time passes in longer steps, about so many.</summary>
    private const int MaxTimeSteps = 366;

    /// <summary>Most sums that measures are asked for at once.</summary>
    private const int MaxSums = 100_000;

    private const int EvaluationsPerTurn = 50;
    private readonly IJournalReader _journal;
    private readonly TenantDefinition _tenant;
    private readonly ScorecardEnvironment _environment;
    private readonly KpiPeriod _period;
    private readonly ScorecardHistory _history;
    private readonly Func<VersionMark, Task<ScorecardDefinition>> _definitionOf;
    private readonly Func<MeasuresQuery, Task<MeasuresAnswer>> _readAsync;
    private readonly Func<ScorecardDefinition, Instant, Task<IReadOnlyDictionary<string, CascadedIndicator>>> _cascadesAsync;
    private readonly CellTable _later = new();
    private readonly ExplanationShares _shares = new();
    private readonly List<ExplanationStep> _steps = [];
    private readonly Dictionary<long, ScorecardDefinition> _definitions = [];
    private readonly ReplayedValues _values;
    private IReadOnlyDictionary<string, CascadedIndicator> _cascades = EvaluationInputs.Default.Cascades;
    private ICellReader _fetched = null!;
    private List<Instant>? _slots;
    private Instant? _newestEventAt;
    private int _evaluations;

    /// <summary>Creates it.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="tenant">The tenant's definition.</param>
    /// <param name="period">The period.</param>
    /// <param name="history">The scorecard's past.</param>
    /// <param name="definitionOf">Its definitions.</param>
    /// <param name="readAsync">Reads the tenant's measures.</param>
    /// <param name="cascadesAsync">What the sources of a definition said at an instant.</param>
    public ScorecardExplainer(
        IJournalReader journal,
        TenantDefinition tenant,
        KpiPeriod period,
        ScorecardHistory history,
        Func<VersionMark, Task<ScorecardDefinition>> definitionOf,
        Func<MeasuresQuery, Task<MeasuresAnswer>> readAsync,
        Func<ScorecardDefinition, Instant, Task<IReadOnlyDictionary<string, CascadedIndicator>>> cascadesAsync)
    {
        _journal = journal;
        _tenant = tenant;
        _environment = ScorecardEnvironment.Of(tenant);
        _period = period;
        _history = history;
        _definitionOf = definitionOf;
        _readAsync = readAsync;
        _cascadesAsync = cascadesAsync;
        _values = new(_environment, () => new SumReader(_fetched, _later));
    }

    /// <summary>Explains.</summary>
    /// <exception cref="DomainException">The span, or the period, is none that can be explained.</exception>
    public async Task<ScorecardExplanation> ExplainAsync(Instant from, Instant to, CancellationToken cancellationToken)
    {
        Check(from, to);
        var boundaries = await BoundariesAsync(from, to);
        var instants = boundaries.Select(boundary => boundary.At).ToList();
        var periods = _period.Granularity == Granularity.Custom ? FoldPeriods.ForCustom(_period.FromDay, _period.ToDay) : FoldPeriods.ForCalendar(_tenant.Calendar);

        // Of calendar periods, and since the tenant was counted under its definition, commits keep what they changed.
        var isKept = _period.Granularity != Granularity.Custom && !(from < _tenant.CompleteFrom) && _tenant.CatalogueVersion == CatalogueHistory.Current;
        var (groups, commits) = isKept ? await KeptAsync(from, to, instants, cancellationToken) : await FoldedAsync(from, to, instants, periods, cancellationToken);
        _cascades = await _cascadesAsync(DefinitionAt(from), from);
        var before = Evaluate(from);
        var replay = new ScorecardReplay(DefinitionAt(from), WindowAt(from), before);
        var deltas = new InteractionDeltas(_journal, _tenant, periods, from);
        var next = 0;
        foreach (var (at, kind) in boundaries)
        {
            for (; next < groups.Count && groups[next].At < at; next++)
                await CommitAsync(replay, groups, next, deltas, cancellationToken);
            Event(replay, at, kind);
        }

        for (; next < groups.Count; next++)
            await CommitAsync(replay, groups, next, deltas, cancellationToken);
        await PerformancesAsync(replay, to);
        await SourcesAsync(replay, to);
        return new()
        {
            Period = _period,
            From = from,
            To = to,
            ScoreBefore = before.Performance,
            ScoreAfter = replay.Score,
            Steps = _steps,
            ByIndicator = _shares.ByIndicator,
            ByCustomer = _shares.ByCustomer,
            ByInteraction = _shares.ByInteraction,
            Commits = commits,
            Merged = groups.Count < commits,
            Unattributed = _shares.Unattributed,
            Folded = !isKept,
            TimeStepDays = _slots is null ? 1 : StepDays(from, to),
        };
    }

    private async Task<(List<RecordedCommits> Groups, int Commits)> KeptAsync(Instant from, Instant to, List<Instant> instants, CancellationToken cancellationToken)
    {
        await FetchAsync(from, [from, .. instants, to]);
        var notices = _tenant.Settings.MeasuresShards == 1
            ? _journal.ReadDeltasRecordedAfterAsync(_tenant.Tenant, MeasuresShard.Of(_tenant.Generation), from, cancellationToken)
            : ShardCommits.TogetherAsync(_journal.ReadGenerationDeltasRecordedAfterAsync(_tenant.Tenant, _tenant.Generation, from, cancellationToken), cancellationToken);
        return await RecordedCommits.ReadAsync(notices, to, instants, MaxCommits, cancellationToken);
    }

    private async Task<(List<RecordedCommits> Groups, int Commits)> FoldedAsync(Instant from, Instant to, List<Instant> instants, FoldPeriods periods, CancellationToken cancellationToken)
    {
        var replay = new JournalReplay(_journal, _tenant, periods);
        var recorded = await replay.ReadAsync(from, to, instants, MaxCommits, cancellationToken);
        _fetched = replay.Before;
        if (PerformanceRanges([from, .. instants, to]) is { Count: > 0 } ranges)
            _fetched = new SumReader(_fetched, await PerformancesAsync(ranges, from));
        _newestEventAt = CustomerView.InstantOf((await _readAsync(new([], default, null, null, null))).NewestEventAtTicks);
        return recorded;
    }

    private void Check(Instant from, Instant to)
    {
        if (to <= from)
            throw new DomainException(ErrorKind.InvalidArgument, "OUT_OF_RANGE", "The end of what is explained, which is now at the latest, must be after its beginning.", "to_time");
        if (to - from > Duration.FromDays(MaxDays))
            throw new DomainException(ErrorKind.InvalidArgument, "OUT_OF_RANGE", $"At most {MaxDays} days are explained at once: take a later from_time.", "from_time");
    }

    /// <summary>When something other than a commit changes the score, in order; at one instant definitions first, then overrides, then the day.</summary>
    private async Task<List<(Instant At, ExplanationStepKind Kind)>> BoundariesAsync(Instant from, Instant to)
    {
        var boundaries = new List<(Instant At, ExplanationStepKind Kind)>();
        var first = _history.VersionAt(from);
        _definitions[first.Version] = await _definitionOf(first);
        foreach (var version in _history.VersionsBetween(from, to))
        {
            _definitions[version.Version] = await _definitionOf(version);
            boundaries.Add((version.From, ExplanationStepKind.Definition));
        }

        boundaries.AddRange(_history.OverrideChanges(_period, from, to).Select(at => (at, ExplanationStepKind.Override)));
        var step = StepDays(from, to);
        for (var day = _tenant.Calendar.DayOf(from) + step; _tenant.Calendar.StartOf(day) is var start && start <= to; day += step)
        {
            if (start > from)
                boundaries.Add((start, ExplanationStepKind.Time));
        }

        if (step > 1)
        {
            // Until the next step everything is looked at as of the day of the last; the end is looked at as it is.
            _slots = [from, .. boundaries.Where(boundary => boundary.Kind == ExplanationStepKind.Time && boundary.At < to).Select(boundary => boundary.At).Order(), to];
            boundaries.RemoveAll(boundary => boundary == (to, ExplanationStepKind.Time));
            boundaries.Add((to, ExplanationStepKind.Time));
        }

        boundaries.Sort();
        return boundaries;
    }

    /// <summary>Days of a step of time: one, unless there would be too many.</summary>
    private int StepDays(Instant from, Instant to) => 1 + ((_tenant.Calendar.DayOf(to) - _tenant.Calendar.DayOf(from) - 1) / MaxTimeSteps);

    /// <summary>The instant as of which something is looked at: its own, or the beginning of the step of time that it lies in.</summary>
    private Instant Slot(Instant instant)
    {
        if (_slots is null)
            return instant;
        var at = _slots.BinarySearch(instant);
        return _slots[at >= 0 ? at : Math.Max(0, ~at - 1)];
    }

    /// <summary>Fetches the sums as of the beginning that any evaluation on the way takes.</summary>
    private async Task FetchAsync(Instant from, IReadOnlyList<Instant> instants)
    {
        var plan = PlanOf(instants);
        if (plan.Ranges.Count > MaxSums)
            throw new DomainException(ErrorKind.InvalidArgument, "TOO_MANY_VALUES", $"That takes {plan.Ranges.Count} sums, more than {MaxSums}: take a later from_time.", "from_time");
        var answer = await _readAsync(PlannedQuery.Of(plan, default, from, _period, wholeSpans: true));
        _fetched = plan.Fill(answer);
        _newestEventAt = CustomerView.InstantOf(answer.NewestEventAtTicks);
    }

    private CellPlan PlanOf(IReadOnlyList<Instant> instants)
    {
        var plan = new CellPlan();
        var planned = new HashSet<(long Version, int Day)>();
        foreach (var instant in instants)
        {
            var definition = DefinitionAt(instant);
            if (planned.Add((definition.Version, _tenant.Calendar.DayOf(Slot(instant)))))
                ScorecardEvaluator.AddTo(plan, definition, ContextAt(instant), _environment);
        }

        return plan;
    }

    private List<CellRange> PerformanceRanges(IReadOnlyList<Instant> instants) =>
        [.. PlanOf(instants).Ranges.Where(range => PerformanceMeasures.Holds(range.Series.Measure))];

    /// <summary>How well it went with the customers, as cells of the days asked for.</summary>
    private async Task<CellTable> PerformancesAsync(List<CellRange> ranges, Instant asOf)
    {
        var answer = await _readAsync(new([.. ranges.Select(range => new SumRequest(range.Series.Packed, range.FromDay, range.ToDay))], default, asOf.ToUnixTimeTicks(), null, null));
        var cells = new CellTable();
        for (var i = 0; i < ranges.Count; i++)
            cells.Apply(ranges[i].Series.OnDay(ranges[i].FromDay), answer.Sums[i]);
        return cells;
    }

    /// <summary>How well it goes with the customers is not in what commits changed: what all of them together made of it is one step, at the end.</summary>
    private async Task PerformancesAsync(ScorecardReplay replay, Instant to)
    {
        var ranges = PerformanceRanges([to]);
        if (ranges.Count == 0)
            return;
        var then = await PerformancesAsync(ranges, to);
        var before = new SumReader(_fetched, _later);
        var change = new CellDelta();
        foreach (var range in ranges)
            change.Add(range.Series.OnDay(range.FromDay), then.Sum(range.Series, range.FromDay, range.ToDay) - before.Sum(range.Series, range.FromDay, range.ToDay));
        _later.Apply(change);
        GoTo(to);
        _values.Forget(_values.RestingOn(change));
        var score = replay.Score;
        var steps = replay.GoTo(DefinitionAt(to), WindowAt(to), Evaluate(to), new() { Kind = ExplanationStepKind.Commit, At = to });
        _steps.AddRange(steps);
        _shares.Add(steps);
        _shares.AddUnattributed((replay.Score ?? 0) - (score ?? 0));
    }

    private async Task CommitAsync(ScorecardReplay replay, IReadOnlyList<RecordedCommits> groups, int index, InteractionDeltas deltas, CancellationToken cancellationToken)
    {
        var commits = groups[index];
        GoTo(commits.At);
        var changed = _values.RestingOn(commits.Delta);
        if (changed.Count > 0)
        {
            var before = replay.Score;
            var added = new CellTable();
            added.Apply(commits.Delta);
            var steps = replay.GoTo(
                DefinitionAt(commits.At),
                WindowAt(commits.At),
                Evaluate(commits.At, changed, added),
                new() { Kind = ExplanationStepKind.Commit, At = commits.At, Commits = commits.Count });
            _steps.AddRange(steps);
            _shares.Add(steps);
            var change = (replay.Score ?? 0) - (before ?? 0);
            if (change != 0 || steps.Any(step => step.Change != 0))
                await AttributeAsync(groups, index, before, change, deltas, cancellationToken);
        }

        _later.Apply(commits.Delta);
        _values.Forget(changed);
        if (_evaluations >= EvaluationsPerTurn)
        {
            _evaluations = 0;
            await Task.Yield();
        }
    }

    /// <summary>Takes the interactions of commits one after the other, in the order of the journal.</summary>
    private async Task AttributeAsync(
        IReadOnlyList<RecordedCommits> groups, int index, double? before, double change, InteractionDeltas deltas, CancellationToken cancellationToken)
    {
        var at = groups[index].At;
        var rows = await deltas.FindAsync(groups, index, cancellationToken);
        if (rows is null)
        {
            _shares.AddUnattributed(change);
            return;
        }

        if (rows.Count == 1)
        {
            _shares.Add(rows[0].Row, change);
            return;
        }

        var score = before;
        var soFar = new CellTable();
        var changed = new HashSet<int>();
        foreach (var (row, delta) in rows)
        {
            soFar.Apply(delta);
            var resting = _values.RestingOn(delta);
            if (resting.Count == 0)
                continue;
            changed.UnionWith(resting);
            var after = Evaluate(at, changed, soFar).Performance;
            if (after != score)
                _shares.Add(row, (after ?? 0) - (score ?? 0));
            score = after;
        }
    }

    private void Event(ScorecardReplay replay, Instant at, ExplanationStepKind kind)
    {
        var definition = DefinitionAt(at);
        Add(replay.GoTo(
            definition,
            WindowAt(at),
            Evaluate(at),
            new() { Kind = kind, At = at, DefinitionVersion = kind == ExplanationStepKind.Definition ? definition.Version : 0 }));
    }

    /// <summary>What other scorecards say is taken at the two ends: it changes by their own commits, definitions and overrides.</summary>
    private async Task SourcesAsync(ScorecardReplay replay, Instant to)
    {
        var definition = DefinitionAt(to);
        _cascades = await _cascadesAsync(definition, to);
        if (_cascades.Count > 0)
            Add(replay.GoTo(definition, WindowAt(to), Evaluate(to), new() { Kind = ExplanationStepKind.Source, At = to }));
    }

    private void Add(IReadOnlyList<ExplanationStep> steps)
    {
        _steps.AddRange(steps);
        _shares.Add(steps);
        foreach (var step in steps)
            _shares.AddWithoutCustomer(step.Change);
    }

    /// <summary>Evaluates at an instant.</summary>
    /// <param name="at">The instant.</param>
    /// <param name="changed">Indicators that rest on what is added; null for none.</param>
    /// <param name="added">What is added to the sums so far.</param>
    private EvaluatedScorecard Evaluate(Instant at, IReadOnlySet<int>? changed = null, CellTable? added = null)
    {
        _evaluations++;
        GoTo(at);
        return ScorecardEvaluator.Evaluate(
            DefinitionAt(at),
            ContextAt(at) with { NewestEventAt = _newestEventAt },
            indicator => _values.Of(indicator, changed, added),
            new() { Environment = _environment, Overrides = _history.OverridesAt(_period, at), Cascades = _cascades });
    }

    private void GoTo(Instant at) => _values.GoTo(DefinitionAt(at), _tenant.Calendar.DayOf(Slot(at)), ContextAt(at) with { NewestEventAt = _newestEventAt });

    private ScorecardDefinition DefinitionAt(Instant instant) => _definitions[_history.VersionAt(instant).Version];

    private IndicatorContext ContextAt(Instant instant) => IndicatorContext.Of(_tenant, _period, Slot(instant));

    private EvaluationWindow WindowAt(Instant instant) => EvaluationWindow.Of(_tenant.Calendar, _period, Slot(instant));
}
