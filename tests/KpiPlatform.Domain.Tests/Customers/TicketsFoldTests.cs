using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Tickets at their edges, worked out by hand.</summary>
public sealed class TicketsFoldTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void ResolvedAt_TwiceInAMonth_CountsTheLastOfTheMonthAndOfEachPrefix()
    {
        // Opened on the 1st at 00:00; resolved after 24 h and, reopened, after 72 h.
        var fold = new FoldBuilder()
            .With("2026-03-01 00:00", new TicketOpened { Ticket = "t" })
            .With("2026-03-02 00:00", new TicketResolved { Ticket = "t" })
            .With("2026-03-03 00:00", new TicketReopened { Ticket = "t" })
            .With("2026-03-04 00:00", new TicketResolved { Ticket = "t" });
        fold.Number("resolution milliseconds", Granularity.Month, "2026-03-01", "2026-03-04").ShouldBe(24 * Hour);
        fold.Month("resolution milliseconds", "2026-03").ShouldBe(72 * Hour);
        fold.Month("resolutions", "2026-03").ShouldBe(1);
        fold.Number("resolutions", Granularity.Day, "2026-03-02", "2026-03-03").ShouldBe(1);
        fold.Month("first resolved", "2026-03").ShouldBe(1);
        fold.Month("first resolved failed", "2026-03").ShouldBe(1);
    }

    [Fact]
    public void ResolvedAt_BeforeTheOpening_HasNoTimeAndTheNextOneHas()
    {
        var fold = new FoldBuilder()
            .With("2026-03-01 00:00", new TicketResolved { Ticket = "t" })
            .With("2026-03-02 00:00", new TicketOpened { Ticket = "t" })
            .With("2026-03-03 00:00", new TicketResolved { Ticket = "t" });
        fold.Month("resolutions", "2026-03").ShouldBe(1);
        fold.Month("resolution milliseconds", "2026-03").ShouldBe(24 * Hour);
        fold.Fold.Tickets!.ResolutionMilliseconds.ShouldBe(24 * Hour);
        fold.Month("tickets opened", "2026-03").ShouldBe(1);
        fold.Month("first resolved", "2026-03").ShouldBe(1);
    }

    [Theory]
    [InlineData("2026-04-04 10:00", 1)] // 28 March 10:00 + 7 steps of the wall clock, though it changed on the 29th.
    [InlineData("2026-04-04 10:01", 0)]
    public void Message_OfTheCustomerAroundTheSeventhDay_SpeaksAgainstTheResolutionOnItsDay(string message, long failed)
    {
        var fold = new FoldBuilder(new() { TimeZone = "Europe/Berlin" })
            .With("2026-03-28 09:00", new TicketOpened { Ticket = "t" })
            .With("2026-03-28 10:00", new TicketResolved { Ticket = "t" })
            .With(message, new TicketMessage { Ticket = "t", Author = MessageAuthor.Customer });
        fold.Number("first resolved failed", Granularity.Day, "2026-03-28", "2026-03-29").ShouldBe(failed);
        fold.Month("first resolved failed", "2026-04").ShouldBe(0);
    }

    [Fact]
    public void Message_OfAnAgent_DoesNotSpeakAgainst()
    {
        var fold = new FoldBuilder()
            .With("2026-03-01", new TicketOpened { Ticket = "t" })
            .With("2026-03-02", new TicketResolved { Ticket = "t" })
            .With("2026-03-03", new TicketMessage { Ticket = "t", Author = MessageAuthor.Agent });
        fold.Month("first resolved failed", "2026-03").ShouldBe(0);
    }

    [Theory]
    [InlineData("billing", 1)]
    [InlineData("delivery", 0)]
    [InlineData("", 0)]
    public void Opened_AnotherTicketWithinSevenDays_SpeaksAgainstThoseOfItsCategory(string category, long failed)
    {
        var fold = new FoldBuilder()
            .With("2026-03-01", new TicketOpened { Ticket = "t", Category = "billing" })
            .With("2026-03-02", new TicketResolved { Ticket = "t" })
            .With("2026-03-05", new TicketOpened { Ticket = "u", Category = category });
        fold.Month("first resolved failed", "2026-03").ShouldBe(failed);
    }

    [Fact]
    public void ResolvedAt_AgainAfterHolding_LeavesTheFirstResolutionAsItWas()
    {
        var fold = new FoldBuilder()
            .With("2026-03-01", new TicketOpened { Ticket = "t" })
            .With("2026-03-02", new TicketResolved { Ticket = "t" })
            .With("2026-03-20", new TicketReopened { Ticket = "t" })
            .With("2026-03-21", new TicketResolved { Ticket = "t" })
            .With("2026-03-22", new TicketMessage { Ticket = "t", Author = MessageAuthor.Customer });
        fold.Month("first resolved", "2026-03").ShouldBe(1);
        fold.Month("first resolved failed", "2026-03").ShouldBe(0);
        fold.Fold.Tickets!.Open.ShouldBe(0);
    }
}
