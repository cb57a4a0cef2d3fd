using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>Tickets, calls, contact time, visits and surveys, from interactions to the number.</summary>
public sealed class ServiceStoryTests
{
    private static readonly TenantSettings Surveys = new()
    {
        Surveys =
        [
            new("csat", SurveyType.Csat, 1, 5, 4, Reversed: false),
            new("grades", SurveyType.Other, 1, 6, 1, Reversed: true),
        ],
        Dimensions = [new("channel", "channel", ["web", "store"])],
    };

    [Fact]
    public void IssuesAddressingIndex_CountsWhatIsResolvedOrPastDueByTheDueTime()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", Opened("in time", due: "2026-03-10"))
            .Add("a", "2026-03-09", new TicketResolved { Ticket = "in time" })
            .Add("a", "2026-03-02", Opened("late", due: "2026-03-10"))
            .Add("a", "2026-03-11", new TicketResolved { Ticket = "late" })
            .Add("b", "2026-03-03", Opened("never", due: "2026-03-12"))
            .Add("b", "2026-03-04", Opened("later", due: "2026-05-01"))
            .Add("b", "2026-03-04", new TicketOpened { Ticket = "no due time" })
            .Add("c", "2026-04-01", Opened("of April", due: "2026-04-02"));
        story.Value("issues_addressing_index", "2026-02").NoValueReason.ShouldBe("DENOMINATOR_ZERO");

        // On the 12th, "never" is not past due yet: 1 of (in time, late).
        var value = story.Value("issues_addressing_index", "2026-03", asOf: "2026-03-12");
        value.Value.ShouldBe(100.0 * 1 / 2);
        story.Value("issues_addressing_index", "2026-03", asOf: "2026-03-13").Value.ShouldBe(100.0 * 1 / 3);

        // In June "later" is past due as well.
        value = story.Value("issues_addressing_index", "2026-03", asOf: "2026-06-01");
        value.Value.ShouldBe(100.0 * 1 / 4);
        value.SampleSize.ShouldBe(4);
        value.Interval!.Method.ShouldBe("wilson");
        story.Value("issues_addressing_index", "2026-03-02", asOf: "2026-06-01").Value.ShouldBe(50);

        TicketOpened Opened(string ticket, string due) => new() { Ticket = ticket, DueAt = new TenantStory().At(due) };
    }

    [Fact]
    public void IssuesAddressingIndex_ReopenedTicket_IsUnresolvedUntilTheLastResolution()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", new TicketOpened { Ticket = "t", DueAt = new TenantStory().At("2026-03-10") })
            .Add("a", "2026-03-05", new TicketResolved { Ticket = "t" })
            .Add("a", "2026-03-06", new TicketReopened { Ticket = "t" });
        story.Value("issues_addressing_index", "2026-03", asOf: "2026-03-10").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("issues_addressing_index", "2026-03", asOf: "2026-03-11").Value.ShouldBe(0);
        story.Add("a", "2026-03-07", new TicketResolved { Ticket = "t" }).Value("issues_addressing_index", "2026-03").Value.ShouldBe(100);
        story.Add("a", "2026-03-20", new TicketReopened { Ticket = "t" }).Add("a", "2026-03-21", new TicketResolved { Ticket = "t" })
            .Value("issues_addressing_index", "2026-03").Value.ShouldBe(0);
    }

    [Fact]
    public void ResponseTime_IsTheMedianTimeToTheFirstReplyOfAnAgent()
    {
        // Replies after 10, 20 and 600 minutes: median 20. The message of the customer and the second reply do not count.
        var story = new TenantStory()
            .Add("a", "2026-03-02 10:00", new TicketOpened { Ticket = "1" })
            .Add("a", "2026-03-02 10:05", new TicketMessage { Ticket = "1", Author = MessageAuthor.Customer })
            .Add("a", "2026-03-02 10:10", new TicketMessage { Ticket = "1", Author = MessageAuthor.Agent })
            .Add("a", "2026-03-02 17:10", new TicketMessage { Ticket = "1", Author = MessageAuthor.Agent })
            .Add("b", "2026-03-02 10:00", new TicketOpened { Ticket = "2" })
            .Add("b", "2026-03-02 10:20", new TicketMessage { Ticket = "2", Author = MessageAuthor.Agent })
            .Add("c", "2026-03-31 20:00", new TicketOpened { Ticket = "3" })
            .Add("c", "2026-04-01 06:00", new TicketMessage { Ticket = "3", Author = MessageAuthor.Agent })
            .Add("c", "2026-03-05", new TicketOpened { Ticket = "no reply" });
        var value = story.Value("response_time", "2026-03");
        value.Value!.Value.ShouldBe(20, 20 * 0.01);
        value.SampleSize.ShouldBe(3);
        value.Unit.ShouldBe("minutes");
        value.Components.ShouldHaveSingleItem().Value.ShouldBe(20, 20 * 0.01); // rank floor(0.9 x 2) = 1, from 0
        story.Value("response_time", "2026-03-31").Value!.Value.ShouldBe(600, 600 * 0.01);
        story.Value("response_time", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void TicketBacklog_IsWhatIsOpenAtTheEnd()
    {
        var story = new TenantStory()
            .Add("a", "2026-02-02", new TicketOpened { Ticket = "old" })
            .Add("a", "2026-03-02", new TicketOpened { Ticket = "1" })
            .Add("a", "2026-03-05", new TicketResolved { Ticket = "1" })
            .Add("b", "2026-03-07", new TicketOpened { Ticket = "2" })
            .Add("b", "2026-03-08", new TicketResolved { Ticket = "2" })
            .Add("b", "2026-03-20", new TicketReopened { Ticket = "2" });
        story.Value("ticket_backlog", "2026-02").Value.ShouldBe(1);
        story.Value("ticket_backlog", "2026-03").Value.ShouldBe(2);
        story.Value("ticket_backlog", "2026-03", asOf: "2026-03-10").Value.ShouldBe(1);
        story.Value("ticket_backlog", "2026-01").Value.ShouldBe(0);
    }

    [Fact]
    public void ReopenRate_CountsTicketsResolvedInThePeriodThatWereReopenedSince()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", new TicketOpened { Ticket = "1" })
            .Add("a", "2026-03-05", new TicketResolved { Ticket = "1" })
            .Add("a", "2026-04-05", new TicketReopened { Ticket = "1" })
            .Add("a", "2026-04-06", new TicketResolved { Ticket = "1" })
            .Add("b", "2026-03-02", new TicketOpened { Ticket = "2" })
            .Add("b", "2026-03-03", new TicketResolved { Ticket = "2" })
            .Add("b", "2026-03-04", new TicketReopened { Ticket = "2" })
            .Add("b", "2026-03-05", new TicketResolved { Ticket = "2" })
            .Add("b", "2026-03-06", new TicketReopened { Ticket = "2" })
            .Add("c", "2026-03-02", new TicketResolved { Ticket = "3" })
            .Add("c", "2026-03-03", new TicketResolved { Ticket = "3" });

        // March: 1 (in April) and 2 (once, though twice) of 1, 2, 3. April: 1 resolved, not reopened since.
        story.Value("reopen_rate", "2026-03").Value.ShouldBe(200.0 / 3);
        story.Value("reopen_rate", "2026-04").Value.ShouldBe(0);
        story.Value("reopen_rate", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("reopen_rate", "2026").Value.ShouldBe(200.0 / 3);
        story.Value("reopen_rate", "2026-03-02/2026-03-05", asOf: "2026-04-01").Value.ShouldBe(50); // 2 and 3
    }

    [Fact]
    public void Calls_TheirIndicators()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", Call("1", CallOutcome.Answered, queue: 10, talk: 100, hold: 20, wrapUp: 30))
            .Add("a", "2026-03-03", Call("2", CallOutcome.Answered, ivr: 5, queue: 20, talk: 300) with { Transferred = true })
            .Add("a", "2026-03-04", Call("3", CallOutcome.Answered, queue: 21, talk: 60))
            .Add("b", "2026-03-05", Call("4", CallOutcome.AbandonedQueue, ivr: 5, queue: 200))
            .Add("b", "2026-03-06", Call("5", CallOutcome.Contained))
            .Add("c", "2026-03-07", Call("6", CallOutcome.AbandonedIvr, ivr: 3));
        story.Value("average_handle_time", "2026-03").Value.ShouldBe((150 + 300 + 60) / 3.0);
        story.Value("average_speed_of_answer", "2026-03").Value.ShouldBe((10 + 20 + 21) / 3.0);
        story.Value("service_level", "2026-03").Value.ShouldBe(100.0 * 2 / 4); // 20 s meets it; offered: 1 to 4
        story.Value("abandonment_rate", "2026-03").Value.ShouldBe(25);
        story.Value("transfer_rate", "2026-03").Value.ShouldBe(100.0 / 3);
        story.Value("ivr_containment", "2026-03").Value.ShouldBe(25); // entered: 2, 4, 5, 6
        story.Value("ivr_abandonment", "2026-03").Value.ShouldBe(25);
        string[] ids = ["average_handle_time", "average_speed_of_answer", "service_level", "abandonment_rate", "transfer_rate", "ivr_containment", "ivr_abandonment"];
        foreach (var id in ids)
            story.Value(id, "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void HoursWithCustomers_CountsTalkUnlessAContactTimeStandsForIt()
    {
        // 30 min contact, 60 min contact linked to call 1 (whose 50 min of talk then do not count), 12 min of talk of call 2.
        var story = new TenantStory()
            .Add("a", "2026-03-02", new ContactTime { Duration = TimeSpan.FromMinutes(30) })
            .Add("a", "2026-03-03", Call("1", CallOutcome.Answered, talk: 3_000))
            .Add("a", "2026-03-04", new ContactTime { Duration = TimeSpan.FromMinutes(60), CallId = "1" })
            .Add("b", "2026-03-05", Call("2", CallOutcome.Answered, talk: 720));
        story.Value("hours_with_customers", "2026-03").Value.ShouldBe((30 + 60 + 12) / 60.0);
        story.Value("hours_with_customers", "2026-03-03").Value.ShouldBe(0);
        story.Value("hours_with_customers", "2026-04").Value.ShouldBe(0);
    }

    [Fact]
    public void TimeOnSite_IsPerSessionAndOnlineOnly()
    {
        // Session s: 60 + 30 s, session t: 45 s; the store does not count.
        var story = new TenantStory()
            .Add("a", "2026-03-02 10:00", Visit("s", 60))
            .Add("a", "2026-03-02 10:05", Visit("s", 30))
            .Add("b", "2026-03-03", Visit("t", 45))
            .Add("b", "2026-03-04", Visit("u", 1_000) with { Place = VisitPlace.Store });
        story.Value("time_on_site", "2026-03").Value.ShouldBe(135 / 2.0);
        story.Value("time_on_site", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void BrowseToPurchaseConversion_IsOfVisitorsOfAnyPlaceWithAnOrderInThePeriod()
    {
        var story = new TenantStory()
            .Add("a", "2026-03-02", Visit("s", 60)).Bought("a", "2026-03-03")
            .Bought("b", "2026-03-01").Add("b", "2026-03-20", Visit("t", 60) with { Place = VisitPlace.Store })
            .Add("c", "2026-03-31", Visit("u", 60)).Bought("c", "2026-04-01")
            .Bought("d", "2026-03-05");
        story.Value("browse_to_purchase_conversion", "2026-03").Value.ShouldBe(200.0 / 3);
        story.Value("browse_to_purchase_conversion", "2026-03", asOf: "2026-03-02").Value.ShouldBe(0);
        story.Value("browse_to_purchase_conversion", "2026-03", asOf: "2026-03-03").Value.ShouldBe(100);
        story.Value("browse_to_purchase_conversion", "2026-03-31/2026-04-02").Value.ShouldBe(100);
        story.Value("browse_to_purchase_conversion", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CustomerSatisfactionRatio_TakesTheLatestAnswerOfEachCustomer()
    {
        var story = new TenantStory(Surveys)
            .Add("a", "2026-03-02", Answer(5)).Add("a", "2026-03-20", Answer(2))
            .Add("b", "2026-03-02", Answer(1)).Add("b", "2026-03-03", Answer(4), contact: "somebody else")
            .Add("c", "2026-03-02", Answer(3)).Add("c", "2026-04-02", Answer(5));
        story.Value("customer_satisfaction_ratio", "2026-03").Value.ShouldBe(100.0 / 3);
        story.Value("customer_satisfaction_ratio", "2026-03", asOf: "2026-03-10").Value.ShouldBe(200.0 / 3);
        story.Value("customer_satisfaction_ratio", "2026-04").Value.ShouldBe(100);
        story.Value("customer_satisfaction_ratio", "2026").Value.ShouldBe(200.0 / 3);
        story.Value("customer_satisfaction_ratio", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void SurveyResponseRate_IsOfInvitationsAnsweredBeforeTheNext()
    {
        var story = new TenantStory(Surveys)
            .Add("a", "2026-03-02", new SurveyInvited { Survey = "csat" }, contact: "x")
            .Add("a", "2026-03-03", new SurveyInvited { Survey = "csat" }, contact: "y")
            .Add("a", "2026-03-20", new SurveyInvited { Survey = "csat" }, contact: "x")
            .Add("a", "2026-04-05", Answer(4), contact: "x")
            .Add("a", "2026-04-06", Answer(5), contact: "x")
            .Add("b", "2026-03-02", new SurveyInvited { Survey = "csat" })
            .Add("b", "2026-03-04", new SurveyAnswered { Survey = "csat", Item = "speed", Value = 3 })
            .Add("c", "2026-03-04", Answer(3));

        // Of four invitations, the second of x (in April) and that of b.
        story.Value("survey_response_rate", "2026-03").Value.ShouldBe(50);
        story.Value("survey_response_rate", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void ItemMeans_TurnReversedScalesRound()
    {
        // 4 on 1 to 5; 2 on 6 to 1 is 5.
        var story = new TenantStory(Surveys)
            .Add("a", "2026-03-02", new SurveyAnswered { Survey = "csat", Item = "enthusiasm", Value = 4 })
            .Add("b", "2026-03-02", new SurveyAnswered { Survey = "grades", Item = "enthusiasm", Value = 2 })
            .Add("b", "2026-03-02", new SurveyAnswered { Survey = "csat", Item = "emotional_connection", Value = 3 });
        story.Value("enthusiasm", "2026-03").Value.ShouldBe(4.5);
        story.Value("emotional_connection", "2026-03").Value.ShouldBe(3);
        story.Value("enthusiasm", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("emotional_connection", "2026-04").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        story.Value("csat", "2026-03").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void CrossChannelConsistency_IsTheSpanOfCsatOverChannelsWithThirtyAnswers()
    {
        // Web: 24 of 30 satisfied; store: 18 of 30, of which 10 answers came by mail about the store, or about a ticket opened there.
        var story = new TenantStory(Surveys)
            .Times(24, (s, c) => s.Add(c, "2026-03-02", Answer(5), "web"))
            .Times(6, (s, c) => s.Add(c, "2026-03-02", Answer(1), "web"))
            .Times(18, (s, c) => s.Add(c, "2026-03-02", Answer(4), "store"))
            .Times(2, (s, c) => s.Add(c, "2026-03-02", Answer(3), "store"))
            .Times(9, (s, c) => s.Add(c, "2026-03-02", Answer(2) with { About = new(AboutKind.Channel, "store") }, "web"));
        story.Value("cross_channel_consistency", "2026-03").NoValueReason.ShouldBe("TOO_FEW_PARTS");
        story.Add("z", "2026-03-01", new TicketOpened { Ticket = "t" }, "store")
            .Add("z", "2026-03-02", Answer(2) with { About = new(AboutKind.Ticket, "t") }, "web");
        var value = story.Value("cross_channel_consistency", "2026-03");
        value.Value!.Value.ShouldBe(80 - 60, 1e-9);
        value.Components.ShouldBe([new("web", 80), new("store", 60)]);
        value.SampleSize.ShouldBe(60);
        new TenantStory().Value("cross_channel_consistency", "2026-03").NoValueReason.ShouldBe("NOT_DECLARED");
    }

    private static SurveyAnswered Answer(double value) => new() { Survey = "csat", Value = value };

    private static Visit Visit(string session, int seconds) => new() { Session = session, Duration = TimeSpan.FromSeconds(seconds), Place = VisitPlace.Online };

    private static Call Call(string id, CallOutcome outcome, int ivr = 0, int queue = 0, int talk = 0, int hold = 0, int wrapUp = 0) => new()
    {
        CallId = id,
        Outcome = outcome,
        Ivr = TimeSpan.FromSeconds(ivr),
        Queue = TimeSpan.FromSeconds(queue),
        Talk = TimeSpan.FromSeconds(talk),
        Hold = TimeSpan.FromSeconds(hold),
        WrapUp = TimeSpan.FromSeconds(wrapUp),
    };
}
