using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;

namespace KpiPlatform.Grains.Scorecards;

/// <content>Answers that are given again: many read one scorecard, and most of the time nothing has moved since the last of them.</content>
public sealed partial class ScorecardGrain
{
    /// <summary>Time passes too: deadlines come near, what nobody told of becomes stale. As of when an answer is, it says itself.</summary>
    private static readonly TimeSpan AnswerAge = TimeSpan.FromSeconds(1);

    /// <summary>Most answers kept: one for each period that somebody reads.</summary>
    private const int MaxAnswers = 32;

    private readonly RecentValues<(string Period, bool Restated), Answer> _answers;
    private readonly string _epoch = Guid.NewGuid().ToString("N");
    private long _changes;
    private long _evaluations;

    private async Task<ScorecardValues> AnswerAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        if (await MomentAsync(request, cancellationToken) is not { } moment)
            return ValuesOf(await EvaluateAsync(request, cancellationToken), 0, string.Empty);

        var key = (request.Period, request.Restated);
        if (_answers.Find(key) is { } known && known.Moment.IsSameAs(moment))
        {
            return string.Equals(request.KnownEpoch, _epoch, StringComparison.Ordinal) && request.KnownSequence == known.Values.Sequence
                ? known.Values with { ResultJson = string.Empty }
                : known.Values;
        }

        // What moves while it is evaluated may be in it or not; the next one asks again in either case.
        var startedAt = _time.GetTimestamp();
        var values = ValuesOf(await EvaluateAsync(request, cancellationToken), ++_evaluations, _epoch);
        _answers.Set(key, startedAt, new(moment, values));
        return values;
    }

    /// <summary>All that an answer as of now rests on, but for time; null of a question whose answer is not kept.</summary>
    private async ValueTask<Moment?> MomentAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        // What other scorecards give may move without a sign here.
        if (request.AsOfTicks is not null || !request.Token.IsEmpty || request.Via.Length > 0 || _definition is not { } definition || definition.TakesOver())
            return null;
        var changes = _changes;
        var tenant = await TenantAsync(cancellationToken);
        return new(tenant, changes, await MeasuresOf(tenant).ReadStandAsync(cancellationToken));
    }

    private MeasuresReader MeasuresOf(TenantDefinition tenant) => MeasuresReader.Of(GrainFactory, _tenant, tenant);

    private static ScorecardValues ValuesOf((EvaluatedScorecard Result, ReadOnlyMemory<byte> Positions) evaluated, long sequence, string epoch) =>
        new(GrainJson.Write(evaluated.Result), evaluated.Positions, sequence, epoch);

    /// <summary>The tenant's copy by reference: a new one may be a new definition. While the measures stand where they did, so do their sums.</summary>
    private sealed record Moment(TenantDefinition Tenant, long Changes, ReadOnlyMemory<byte> Stand)
    {
        public bool IsSameAs(Moment other) => ReferenceEquals(Tenant, other.Tenant) && Changes == other.Changes && Stand.Span.SequenceEqual(other.Stand.Span);
    }

    private sealed record Answer(Moment Moment, ScorecardValues Values);
}
