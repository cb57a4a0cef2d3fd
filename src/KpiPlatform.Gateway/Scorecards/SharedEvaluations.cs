using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>
/// Reads of one scorecard that come at the same time share a question to its grain. None is answered by one that began before it came, so each sees
/// all that a read of its own would see; and one at a time means that what many readers cost hardly grows with their number. While nothing has
/// moved, the grain says so, and the last answer is given again as the bytes that it was. Thread-safe.
/// </summary>
internal sealed class SharedEvaluations
{
    /// <summary>Answers kept, some ten thousand bytes each; all are dropped when there are more.</summary>
    private const int MaxAnswers = 256;

    private readonly ConcurrentDictionary<(string Name, string Period, bool Restated), Lane> _lanes = new();
    private readonly ConcurrentDictionary<(string Name, string Period, bool Restated), Answer> _answers = new();

    /// <summary>Scorecards that are being evaluated at the moment.</summary>
    public int Count => _lanes.Count;

    /// <summary>Evaluates as of now, without a token.</summary>
    /// <param name="grain">The scorecard, which the caller may read.</param>
    /// <param name="name">Its resource name.</param>
    /// <param name="period">The period as asked for.</param>
    /// <param name="restated">Of a closed period, the values as they are now.</param>
    /// <param name="cancellationToken">The caller leaves; others may still wait for the same evaluation.</param>
    /// <returns>What others may be given as well: nobody may change it.</returns>
    /// <exception cref="Domain.DomainException">As the evaluation failed.</exception>
    public Task<Scorecard> EvaluateAsync(IScorecardGrain grain, string name, string period, bool restated, CancellationToken cancellationToken)
    {
        var key = (name, period, restated);
        while (true)
        {
            var lane = _lanes.GetOrAdd(key, static (_, owner) => new Lane(owner), this);
            if (lane.TryJoin(key, grain, out var evaluation))
                return evaluation.WaitAsync(cancellationToken);
        }
    }

    private async Task<Scorecard> EvaluateAsync((string Name, string Period, bool Restated) key, IScorecardGrain grain)
    {
        var known = _answers.GetValueOrDefault(key, Answer.None);
        var request = new EvaluationRequest(key.Period, AsOfTicks: null, Token: default, key.Restated) { KnownEpoch = known.Epoch, KnownSequence = known.Sequence };
        var values = (await grain.Evaluate(request, CancellationToken.None)).Require();
        if (values.ResultJson.Length == 0)
            return known.Card;
        var card = ScorecardResults.ToProto(key.Name, GrainJson.Read<EvaluatedScorecard>(values.ResultJson), values.Positions);
        if (values.Sequence > 0)
        {
            if (_answers.Count >= MaxAnswers)
                _answers.Clear();
            _answers[key] = new(values.Epoch, values.Sequence, card);
            EncodedMessages.Keep(card);
        }

        return card;
    }

    /// <summary>What the grain answered last and how it calls that.</summary>
    private sealed record Answer(string Epoch, long Sequence, Scorecard Card)
    {
        public static readonly Answer None = new(string.Empty, 0, new());
    }

    /// <summary>The evaluation under way, and the one after it if somebody waits for it.</summary>
    private sealed class Lane(SharedEvaluations owner)
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource<Scorecard>? _next;
        private bool _isRunning;
        private bool _isOver;

        /// <summary>Takes part in an evaluation that has not begun yet; not if the lane has come to its end.</summary>
        public bool TryJoin((string Name, string Period, bool Restated) key, IScorecardGrain grain, [NotNullWhen(true)] out Task<Scorecard>? evaluation)
        {
            TaskCompletionSource<Scorecard> begun;
            lock (_lock)
            {
                if (_isOver || _isRunning)
                {
                    evaluation = _isOver ? null : (_next ??= New()).Task;
                    return evaluation is not null;
                }

                _isRunning = true;
                begun = New();
            }

            evaluation = begun.Task;
            _ = RunAsync(key, grain, begun);
            return true;
        }

        private static TaskCompletionSource<Scorecard> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        private async Task RunAsync((string Name, string Period, bool Restated) key, IScorecardGrain grain, TaskCompletionSource<Scorecard> evaluation)
        {
            while (true)
            {
                try
                {
                    evaluation.SetResult(await owner.EvaluateAsync(key, grain));
                }
                catch (Exception exception)
                {
                    // Whoever waits for it is told, as if it had evaluated by itself.
                    evaluation.SetException(exception);
                }

                lock (_lock)
                {
                    if (_next is null)
                    {
                        _isOver = true;
                        owner._lanes.TryRemove(new(key, this));
                        return;
                    }

                    (evaluation, _next) = (_next, null);
                }
            }
        }
    }
}
