using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Scorecards;

public sealed class FeedStateTests
{
    [Fact]
    public void ResponseAfter_ManyWatchersOfTheSameState_IsMadeOnce()
    {
        var (before, state) = (State(1), State(2));
        var made = 0;

        var responses = Enumerable.Range(0, 1_000).Select(_ => state.ResponseAfter(before, Make)).ToList();

        made.ShouldBe(1);
        responses.ShouldAllBe(response => ReferenceEquals(response, responses[0]));

        WatchScorecardResponse Make()
        {
            made++;
            return new() { Sequence = 2 };
        }
    }

    [Fact]
    public void ResponseAfter_OtherStateBefore_IsMadeForEach()
    {
        var state = State(3);

        var first = state.ResponseAfter(null, () => new() { Sequence = 1 });
        var late = state.ResponseAfter(State(1), () => new() { Sequence = 2 });
        var next = state.ResponseAfter(State(2), () => new() { Sequence = 3 });

        new[] { first.Sequence, late.Sequence, next.Sequence }.ShouldBe([1, 2, 3]);
    }

    private static FeedState State(long sequence) => new(sequence, 0, GrainJson.Read<EvaluatedScorecard>(Results.Of(10).ResultJson), default);
}
