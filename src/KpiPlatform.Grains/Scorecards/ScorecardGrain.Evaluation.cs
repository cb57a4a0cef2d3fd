using System.Runtime.CompilerServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
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

    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task<Reply<ScorecardValues>> Evaluate(EvaluationRequest request, CancellationToken cancellationToken) => ReplyFactory.Try(async () =>
    {
        var (result, positions) = await EvaluateAsync(request, cancellationToken);
        return new ScorecardValues(GrainJson.Write(result), positions, 0, string.Empty);
    });

    /// <inheritdoc/>
    public async IAsyncEnumerable<Reply<ScorecardValues>> Watch(EvaluationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var epoch = Guid.NewGuid().ToString("N");
        long sequence = 0;
        EvaluatedScorecard? before = null;
        while (true)
        {
            // Taken before the values are read: what moves meanwhile is not missed.
            var moved = _moved.Task;
            await GrainFactory.GetGrain<IMeasuresGrain>(GrainKeys.Measures(_tenant, 0)).Subscribe(this.GetPrimaryKeyString());
            EvaluatedScorecard? result = null;
            ReadOnlyMemory<byte> positions = default;
            GrainError? error = null;
            try
            {
                (result, positions) = await EvaluateAsync(request, cancellationToken);
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

            if (before is null || IsNews(before, result!))
            {
                before = result;
                yield return ReplyFactory.Of(new ScorecardValues(GrainJson.Write(result!), positions, ++sequence, epoch));
            }

            try
            {
                await moved.WaitAsync(RecheckInterval, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Nothing moved; look again all the same.
            }
        }
    }

    /// <inheritdoc/>
    public Task MeasuresMoved()
    {
        Moved();
        return Task.CompletedTask;
    }

    private static bool IsNews(EvaluatedScorecard before, EvaluatedScorecard after) =>
        !ScorecardDifference.CanExpress(before, after) || ScorecardDifference.Between(before, after) is not null;

    private void Moved()
    {
        _moved.TrySetResult();
        _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task<(EvaluatedScorecard Result, ReadOnlyMemory<byte> Positions)> EvaluateAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(cancellationToken);
        var definition = RequireDefinition();
        var now = Now();
        var asOf = CustomerView.InstantOf(request.AsOfTicks) is { } instant ? Instant.Min(instant, now) : now;
        var period = PeriodParser.Parse(request.Period.Length == 0 ? "this-month" : request.Period, tenant.Calendar, tenant.Calendar.DayOf(asOf));
        var context = IndicatorContext.Of(tenant, period, asOf);
        var plan = ScorecardEvaluator.Plan(definition, context);
        var answer = (await GrainFactory.GetGrain<IMeasuresGrain>(GrainKeys.Measures(_tenant, 0)).Read(PlannedQuery.Of(plan, request.Token, asOf < now ? asOf : null, period), cancellationToken)).Require();
        var result = ScorecardEvaluator.Evaluate(
            definition,
            context with { NewestEventAt = CustomerView.InstantOf(answer.NewestEventAtTicks) },
            plan.Fill(answer));
        return (result, answer.Positions);
    }
}
