using System.Runtime.CompilerServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <content>Evaluating and watching.</content>
public sealed partial class ScorecardGrain
{
    /// <summary>Without news the values are computed again so often: time passes too, and the subscription must be renewed.</summary>
    private static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A watch rests so many times as long as its last evaluation took, and so takes a tenth of one processor at most, less where many compete;
    /// what moves meanwhile is in the next.
    /// </summary>
    private const int WatchRest = 9;

    /// <summary>Longest such rest: whoever watches is not to notice it.</summary>
    private static readonly TimeSpan MaxWatchRest = TimeSpan.FromMilliseconds(250);

    /// <summary>For who watches measures of several shards, the shards' positions are made the same so often at most: that takes looks into the journal.</summary>
    private static readonly TimeSpan PositionsAge = TimeSpan.FromSeconds(1);

    /// <summary>Most closed periods whose recounted values are kept in memory.</summary>
    private const int MaxRecounted = 64;

    private readonly Dictionary<(int FromDay, int ToDay, Instant ClosedAt, Instant ChangedAt), EvaluatedScorecard> _recounted = [];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task<Reply<ScorecardValues>> Evaluate(EvaluationRequest request, CancellationToken cancellationToken) =>
        ReplyFactory.Try(() => AnswerAsync(request, cancellationToken));

    /// <inheritdoc/>
    public async IAsyncEnumerable<Reply<ScorecardValues>> Watch(EvaluationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var epoch = Guid.NewGuid().ToString("N");
        long sequence = 0;
        EvaluatedScorecard? before = null;
        long? positionsAt = null;
        var isGathering = false;
        var (whole, told) = (PositionVector.Empty, PositionVector.Empty);
        while (true)
        {
            // Taken before the values are read: what moves meanwhile is not missed.
            var moved = _moved.Task;
            var (beganAt, evaluatedAt) = (_time.GetTimestamp(), _time.GetUtcNow());
            EvaluatedScorecard? result = null;
            ReadOnlyMemory<byte> positions = default;
            GrainError? error = null;
            var isWhole = true;
            try
            {
                var measures = MeasuresOf(await TenantAsync(cancellationToken));
                await measures.SubscribeAsync(this.GetPrimaryKeyString());
                isWhole = !measures.IsSpread || positionsAt is not { } at || _time.GetElapsedTime(at) >= PositionsAge;
                (result, positions) = await EvaluateAsync(request, cancellationToken, isWhole);
                positionsAt = isWhole ? beganAt : positionsAt;

                // What the shards had seen when all of them were asked, none has forgotten since.
                var seen = PositionVector.Decode(positions.Span);
                whole = isWhole ? seen : whole.Merge(seen);
                if (!isWhole)
                    positions = whole.Encode();
            }
            catch (DomainException exception)
            {
                error = GrainError.Of(exception);
            }

            if (error is not null)
            {
                yield return ReplyFactory.Failed<ScorecardValues>(error);
                yield break;
            }

            // Values that came while the shards' positions were not the same: once they are, it is said how far that is.
            var isNews = before is null || IsNews(before, result!) || (isGathering && isWhole && !told.Covers(whole));
            isGathering = !isWhole;
            var took = _time.GetElapsedTime(beganAt);
            if (isNews)
            {
                (before, told) = (result, whole);
                yield return ReplyFactory.Of(new ScorecardValues(GrainJson.Write(result!), positions, ++sequence, epoch));
            }

            var rest = RestAfter(took);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _time, cancellationToken);
            try
            {
                await moved.WaitAsync(isWhole ? RecheckInterval : PositionsAge, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Nothing moved; look again all the same.
            }

            if (UpdatePace.PauseAfter(evaluatedAt, _time.GetUtcNow(), request.UpdateInterval) is var pause && pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task MeasuresMoved()
    {
        Moved();
        return Task.CompletedTask;
    }

    private static TimeSpan RestAfter(TimeSpan evaluation) => TimeSpan.FromTicks(Math.Min(evaluation.Ticks * WatchRest, MaxWatchRest.Ticks));

    private static bool IsNews(EvaluatedScorecard before, EvaluatedScorecard after) =>
        !ScorecardDifference.CanExpress(before, after) || ScorecardDifference.Between(before, after) is not null;

    private void Moved()
    {
        _changes++;
        _moved.TrySetResult();
        _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task<(EvaluatedScorecard Result, ReadOnlyMemory<byte> Positions)> EvaluateAsync(EvaluationRequest request, CancellationToken cancellationToken, bool wholePositions = true)
    {
        _cascades.RequireNoCycle(request.Via);
        var tenant = await TenantAsync(cancellationToken);
        RequireDefinition();
        var now = Now();
        var asOf = CustomerView.InstantOf(request.AsOfTicks) is { } instant ? Instant.Min(instant, now) : now;
        var period = PeriodParser.Parse(request.Period.Length == 0 ? "this-month" : request.Period, tenant.Calendar, tenant.Calendar.DayOf(asOf));
        var history = new ScorecardHistory(_log, tenant.Calendar);
        var closing = history.ClosingOf(period, asOf);
        var evaluation = new Evaluation(tenant, period, history, request with { Period = period.Label }, now) { WholePositions = wholePositions };
        if (closing is null)
            return await EvaluateAsync(evaluation, asOf, asOf, cancellationToken);

        var values = await ClosedAsync(evaluation, closing, cancellationToken);
        var closed = values.Result;
        if (request.Restated)
        {
            var (restated, positions) = await EvaluateAsync(evaluation, asOf, asOf, cancellationToken);
            return (LateAdjustments.Restated(restated, closed, closing.ClosedAt), positions);
        }

        // Where facts were deleted since, what is left says nothing of what came late: the period just keeps its values.
        if (period.FromDay < tenant.Settings.CoverageFromDay)
        {
            var (_, read) = await EvaluateAsync(evaluation, asOf, closing.ClosedAt, cancellationToken);
            return (LateAdjustments.Of(closed, closed, closed, asOf, closing.ClosedAt), read);
        }

        // What arrived late is told apart from what counting otherwise makes of what was there.
        var then = closed;
        if (tenant.ChangedAt is { } changedAt && changedAt > values.TakenAt)
        {
            then = await RecountedAsync(evaluation, closing, changedAt, cancellationToken);
            closed = closed with { CountingChangedAt = changedAt };
        }

        var (current, currentPositions) = await EvaluateAsync(evaluation, asOf, closing.ClosedAt, cancellationToken);
        return (LateAdjustments.Of(closed, then, current, asOf, closing.ClosedAt), currentPositions);
    }

    /// <summary>Values of a closed period as they were at its closing. Where none are kept, those of now as of then, which are kept from here on.</summary>
    private async Task<ClosedValues> ClosedAsync(Evaluation evaluation, PeriodClosure closing, CancellationToken cancellationToken)
    {
        if (await _closedValues.FindAsync(closing, cancellationToken) is { } known)
            return known;
        var (closed, _) = await EvaluateAsync(evaluation, closing.ClosedAt, closing.ClosedAt, cancellationToken);
        return await _closedValues.KeepAsync(closing, new(evaluation.Now, closed with { ClosedAt = closing.ClosedAt }), cancellationToken);
    }

    /// <summary>Values of a closed period as of its closing, counted as the tenant counts now. Reading them takes everything recorded since: they are kept in memory.</summary>
    private async Task<EvaluatedScorecard> RecountedAsync(Evaluation evaluation, PeriodClosure closing, Instant changedAt, CancellationToken cancellationToken)
    {
        var key = (closing.FromDay, closing.ToDay, closing.ClosedAt, changedAt);
        if (_recounted.TryGetValue(key, out var known))
            return known;
        var (recounted, _) = await EvaluateAsync(evaluation, closing.ClosedAt, closing.ClosedAt, cancellationToken);
        if (_recounted.Count >= MaxRecounted)
            _recounted.Clear();
        return _recounted[key] = recounted;
    }

    /// <summary>Evaluates from what was known at an instant.</summary>
    /// <param name="evaluation">What is evaluated.</param>
    /// <param name="asOf">What was recorded by then counts.</param>
    /// <param name="ruledAt">Definition, overrides and comments are those of this instant.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    private async Task<(EvaluatedScorecard Result, ReadOnlyMemory<byte> Positions)> EvaluateAsync(
        Evaluation evaluation, Instant asOf, Instant ruledAt, CancellationToken cancellationToken)
    {
        var (tenant, period, history, request, now) = evaluation;
        var environment = ScorecardEnvironment.Of(tenant);
        var definition = await DefinitionAtAsync(history, ruledAt, cancellationToken);
        var context = IndicatorContext.Of(tenant, period, asOf);
        var plan = ScorecardEvaluator.Plan(definition, context, environment);
        var isPast = asOf < now;
        var query = PlannedQuery.Of(plan, request.Token, isPast ? asOf : null, period) with { Through = evaluation.Through };
        var measures = MeasuresOf(tenant);
        var answer = evaluation.WholePositions ? await measures.ReadAsync(query, cancellationToken) : await measures.ReadSumsAsync(query, cancellationToken);

        // The sources are asked after the measures, for at least as much: so the positions hold for what they say, too.
        var cascades = definition.TakesOver()
            ? await _cascades.ReadAsync(definition, request with { AsOfTicks = isPast ? asOf.ToUnixTimeTicks() : null, Token = answer.Positions }, cancellationToken)
            : EvaluationInputs.Default.Cascades;
        var result = ScorecardEvaluator.Evaluate(
            definition,
            context with { NewestEventAt = CustomerView.InstantOf(answer.NewestEventAtTicks) },
            plan.Fill(answer),
            new()
            {
                Environment = environment,
                Overrides = history.OverridesAt(period, ruledAt),
                Comments = _comments.CountsAt(period, ruledAt),
                Cascades = cascades,
            });
        return (result, answer.Positions);
    }

    private Task<ScorecardDefinition> DefinitionAtAsync(ScorecardHistory history, Instant instant, CancellationToken cancellationToken) =>
        DefinitionOfAsync(history.VersionAt(instant), cancellationToken);

    private async Task<ScorecardDefinition> DefinitionOfAsync(VersionMark version, CancellationToken cancellationToken)
    {
        var current = RequireDefinition();
        if (version.Version == current.Version)
            return current;

        // Not kept is what was replaced before versions were: then the earliest one known has to do.
        return (version.Available ? await _versions.FindAsync(version.Version, cancellationToken) : null)
            ?? (_log.Versions.FirstOrDefault(mark => mark.Available && mark.Version != current.Version) is { } earliest
                ? await _versions.FindAsync(earliest.Version, cancellationToken) ?? current
                : current);
    }

    /// <summary>What is evaluated: the tenant, the period, the scorecard's past, and the question.</summary>
    private sealed record Evaluation(TenantDefinition Tenant, KpiPeriod Period, ScorecardHistory History, EvaluationRequest Request, Instant Now)
    {
        /// <summary>Whether its positions are to be of all that its sums are of.</summary>
        public bool WholePositions { get; init; } = true;

        /// <summary>What counts of what was recorded by the instant: encoded PositionVector; empty for all of it.</summary>
        public ReadOnlyMemory<byte> Through { get; init; }
    }
}
