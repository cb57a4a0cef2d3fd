using KpiPlatform.Host.Demo;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Host.Tests.Demo;

public class DemoHistoryTests
{
    private static readonly DateTimeOffset To = new(2026, 3, 1, 10, 17, 33, TimeSpan.Zero);
    private static readonly DateTimeOffset From = To.AddDays(-DemoConstants.HistoryDays);

    [Fact]
    public void Of_TheSameCustomer_IsTheSameEveryTime()
    {
        for (var number = 1; number <= 200; number++)
            new DemoHistory(From, To).Of(number).ShouldBe(new DemoHistory(From, To).Of(number));
    }

    [Fact]
    public void All_HasEachIdOnce_InTheOrderOfTimeWithinItsSpan()
    {
        var all = new DemoHistory(From, To).All();

        all.Count.ShouldBeInRange(30_000, 120_000);
        all.DistinctBy(interaction => (interaction.Customer, interaction.Source, interaction.Id)).Count().ShouldBe(all.Count);
        all.Select(interaction => interaction.Customer).Distinct().Count().ShouldBe(DemoConstants.Customers);
        var times = all.Select(interaction => interaction.OccurTime.Seconds).ToList();
        times.ShouldBeInOrder();
        times[0].ShouldBeGreaterThanOrEqualTo(From.ToUnixTimeSeconds());
        times[^1].ShouldBeLessThan(To.ToUnixTimeSeconds());
    }

    [Fact]
    public void All_HasSomethingOfEveryKindThatTheScorecardNeeds()
    {
        var kinds = new DemoHistory(From, To).All().GroupBy(interaction => interaction.KindCase).ToDictionary(group => group.Key, group => group.Count());

        foreach (var kind in new[]
        {
            Interaction.KindOneofCase.CustomerRegistered, Interaction.KindOneofCase.Purchase, Interaction.KindOneofCase.Refund,
            Interaction.KindOneofCase.SurveyInvited, Interaction.KindOneofCase.SurveyAnswered, Interaction.KindOneofCase.TicketOpened,
            Interaction.KindOneofCase.TicketMessage, Interaction.KindOneofCase.TicketResolved, Interaction.KindOneofCase.TicketReopened,
            Interaction.KindOneofCase.Complaint, Interaction.KindOneofCase.Call, Interaction.KindOneofCase.Visit,
            Interaction.KindOneofCase.SubscriptionStarted, Interaction.KindOneofCase.SubscriptionCancelled, Interaction.KindOneofCase.LoyaltyJoined,
            Interaction.KindOneofCase.LoyaltyPointsEarned,
        })
        {
            kinds.GetValueOrDefault(kind).ShouldBeGreaterThan(20, kind.ToString());
        }
    }
}
