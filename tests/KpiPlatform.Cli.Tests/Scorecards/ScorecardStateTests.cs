using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Scorecards;

public sealed class ScorecardStateTests
{
    [Fact]
    public void Apply_Difference_ChangesWhatItNamesOnly()
    {
        var state = new ScorecardState();
        state.Apply(new WatchScorecardResponse { Sequence = 1, Snapshot = Cards.Sample(), ResumeToken = "r1" });

        var card = state.Apply(new WatchScorecardResponse
        {
            Sequence = 2,
            ResumeToken = "r2",
            Difference = new ScorecardDifference
            {
                Performance = 70,
                Status = Status.Green,
                Coverage = 80,
                Perspectives =
                {
                    new PerspectiveResult
                    {
                        Id = "loyalty", Title = "Loyalty", Weight = 1, Performance = 70, Status = Status.Green,
                        Objectives =
                        {
                            new ObjectiveResult
                            {
                                Id = "keep", Title = "Keep customers", Performance = 70, Status = Status.Green,
                                Indicators = { Cards.Indicator("revenue", "Revenue", "USD", 2, 3, Status.Yellow, 50) },
                            },
                        },
                    },
                },
            },
        })!;

        state.ResumeToken.ShouldBe("r2");
        card.Performance.ShouldBe(70);
        card.Title.ShouldBe("Customer scorecard");
        var keep = card.Perspectives.Single().Objectives.Single();
        keep.Status.ShouldBe(Status.Green);
        keep.Indicators.Select(i => i.Id).ShouldBe(["retention", "revenue", "nps"]);
        keep.Indicators[1].Value.Value.ShouldBe(2);
        keep.Indicators[0].Value.Value.ShouldBe(36.45);
    }

    [Fact]
    public void Apply_DifferenceWithoutPerformance_TakesItAway()
    {
        var state = new ScorecardState();
        state.Apply(new WatchScorecardResponse { Snapshot = Cards.Sample() });

        state.Apply(new WatchScorecardResponse { Difference = new ScorecardDifference { Status = Status.Grey } })!.HasPerformance.ShouldBeFalse();
    }

    [Fact]
    public void Apply_DifferenceToNothing_IsNothing()
    {
        new ScorecardState().Apply(new WatchScorecardResponse { Difference = new ScorecardDifference() }).ShouldBeNull();
    }
}
