using Google.Protobuf.WellKnownTypes;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Samples;

/// <summary>
/// One March of a small shop, in which every indicator of the catalogue has a value that can be worked out by hand. Zone Europe/Berlin, lapse 30 days,
/// return window 45 days, times at noon unless said. What each indicator comes to stands in <see cref="CatalogueTests"/>.
/// </summary>
/// <remarks>
/// Base at 1 March: ann, bob, hal (orders of February), eve, fay (subscriptions). Base at 1 April: ann, cyd, dan, eve, gus, hal. So bob and fay are lost,
/// cyd and gus new, dan returned. ivy and jan bought in 2024 only. sat-1 to sat-60 answer one survey each and do nothing else.
/// </remarks>
internal static class CatalogueStory
{
    private const string Web = "web";
    private const string Store = "store";
    private static readonly string[] Sustainable = ["sustainable"];
    private static readonly string[] Promotion = ["p1"];

    public static void Configure(Tenant tenant)
    {
        tenant.LapseDays = 30;
        tenant.ReturnWindowDays = 45;
        tenant.PremiumProgramme = "gold";
        tenant.TargetSegment = new AttributeSegment { Attribute = "region", Values = { "north" } };
        tenant.Dimensions.Add(new Dimension { Id = "channel", Source = "channel", Values = { Web, Store, "app" } });
        tenant.Dimensions.Add(new Dimension { Id = "region", Source = "attribute:region", Values = { "north", "south", "west" } });
        tenant.Journeys.Add(new Journey { Id = "signup", Steps = { "visit", "register", "pay" }, WindowDays = 10 });
    }

    public static IReadOnlyList<Interaction> Interactions() =>
    [
        .. Customers(),
        .. Orders(),
        .. Surveys(),
        .. Service(),
        .. Contacts(),
        .. Reach(),
        .. OfTheTenant(),
    ];

    /// <summary>What service costs: recorded after everything else, which makes the tenant count it anew.</summary>
    public static Interaction[] Rates() =>
    [
        Make.At(string.Empty, "2024-01-01").With(to => to.ServiceRate = new ServiceRate { Unit = ServiceRateUnit.ContactMinute, Rate = Make.Euros(0.60m) }),
        Make.At(string.Empty, "2024-01-01").With(to => to.ServiceRate = new ServiceRate { Unit = ServiceRateUnit.Ticket, Rate = Make.Euros(2) }),
    ];

    private static IEnumerable<Interaction> Customers()
    {
        yield return Registered("ann", "2025-01-05", "north", medium: "tv", salesperson: "sam");
        yield return Registered("bob", "2025-02-01", "south");
        yield return Registered("cyd", "2025-03-04", "north", referrer: "ann", salesperson: "sam");
        yield return Registered("gus", "2025-03-06", "south");
        foreach (var (customer, system, digest) in ((string, string, string)[])[("ann", "erp", "1"), ("ann", "crm", "1"), ("bob", "erp", "1"), ("bob", "crm", "2"), ("cyd", "erp", "1")])
            yield return Make.At(customer, "2025-03-01").With(to => to.SourceRecord = new SourceRecord { System = system, ExternalId = customer, Digest = digest });

        yield return Make.At("eve", "2025-02-01").With(to => to.SubscriptionStarted = new SubscriptionStarted { Subscription = "s1", RecurringAmount = Make.Euros(20), Interval = BillingInterval.Month });
        yield return Make.At("eve", "2025-03-10").With(to => to.SubscriptionChanged = new SubscriptionChanged { Subscription = "s1", RecurringAmount = Make.Euros(35), Interval = BillingInterval.Month });
        yield return Make.At("fay", "2025-02-01").With(to => to.SubscriptionStarted = new SubscriptionStarted { Subscription = "s2", RecurringAmount = Make.Euros(10), Interval = BillingInterval.Month });
        yield return Make.At("fay", "2025-03-15").With(to => to.SubscriptionCancelled = new SubscriptionCancelled { Subscription = "s2" });
        yield return Make.At("ann", "2025-02-01").With(to => to.LoyaltyJoined = new LoyaltyJoined { Programme = "gold" });
        yield return Make.At("bob", "2025-02-01").With(to => to.LoyaltyJoined = new LoyaltyJoined { Programme = "gold" });
        yield return Make.At("cyd", "2025-03-10").With(to => to.LoyaltyJoined = new LoyaltyJoined { Programme = "gold" });
        yield return Make.At("ann", "2025-02-10").With(to => to.LoyaltyPointsEarned = new LoyaltyPointsEarned { Programme = "gold", Points = 100 });
        yield return Make.At("ann", "2025-03-10").With(to => to.LoyaltyPointsRedeemed = new LoyaltyPointsRedeemed { Programme = "gold", Points = 30 });
        yield return Make.At("bob", "2025-02-15").With(to => to.LoyaltyPointsEarned = new LoyaltyPointsEarned { Programme = "gold", Points = 50 });
    }

    private static IEnumerable<Interaction> Orders() =>
    [
        Order("ivy", "2024-03-01", "o13", 10),
        Order("ivy", "2024-05-10", "o14", 10),
        Order("ivy", "2024-12-01", "o15", 10),
        Order("jan", "2024-02-01", "o16", 10),
        Order("jan", "2024-06-01", "o17", 10, cost: 15),
        Order("dan", "2025-01-02", "o7", 40, line: Line("p3", "f2", "c1", 2, 1, 40)),
        Order("hal", "2025-01-05", "o10", 30, line: Line("p4", "f3", "c1", 1, 1, 30)),
        Order("ann", "2025-01-10", "o1", 100, line: Line("p2", "f1", "c1", 1, 1, 100)),
        Order("ann", "2025-02-10", "o2", 50),
        Order("bob", "2025-02-15", "o5", 200, customised: true),
        Order("hal", "2025-02-20", "o11", 30),

        Order("cyd", "2025-03-05", "o6", 60, Web, cost: 20, promoted: true, line: Line("p1", "f1", "c1", 1, 1, 60)),
        Order("gus", "2025-03-08", "o9", 40, Store, cost: 10, salesperson: "kim", line: Line("p1", "f1", "c1", 1, 1, 40, Sustainable)),
        Order("ann", "2025-03-10", "o3", 80, Web, cost: 30, customised: true, line: Line("p1", "f1", "c2", 2, 2, 40, Sustainable)),
        Order("dan", "2025-03-15", "o8", 90, "app", cost: 50, line: Line("p3", "f2", "c3", 2, 1, 90)),
        Order("ann", "2025-03-20", "o4", 120, Store, cost: 40, discount: 20, line: Line("p2", "f1", "c1", 1, 1, 120)),
        Order("hal", "2025-03-22", "o12", 30, string.Empty, cost: 10, line: Line("p4", "f3", "c1", 1, 1, 30)),

        Refund("ann", "2025-03-25", "o3", 30, Web),
        Refund("dan", "2025-04-02", "o8", 10, "app"),
    ];

    private static IEnumerable<Interaction> Surveys()
    {
        foreach (var customer in (string[])["ann", "bob", "hal"])
            yield return Make.At(customer, "2025-03-10").With(to => to.SurveyInvited = new SurveyInvited { Survey = "csat" });
        foreach (var (customer, day, survey, value) in ((string, string, string, double)[])
        [
            ("ann", "2025-03-11", "csat", 2), ("ann", "2025-03-21", "csat", 5), ("bob", "2025-03-12", "csat", 4), ("cyd", "2025-03-13", "csat", 3),
            ("ann", "2025-03-12", "ces", 6), ("dan", "2025-03-16", "ces", 3),
            ("ann", "2025-03-12", "nps", 10), ("ann", "2025-03-22", "nps", 6), ("bob", "2025-03-12", "nps", 9), ("cyd", "2025-03-13", "nps", 8), ("gus", "2025-03-14", "nps", 10),
        ])
        {
            yield return Answer(customer, day, survey, value);
        }

        yield return Answer("ann", "2025-03-11", "csat", 4, item: "enthusiasm");
        yield return Answer("bob", "2025-03-12", "csat", 2, item: "enthusiasm");
        yield return Answer("ann", "2025-03-11", "csat", 5, item: "emotional_connection");
        yield return Answer("cyd", "2025-03-13", "csat", 2, item: "emotional_connection");

        // By web 21 of 30 are satisfied, in the store 15 of 30.
        for (var i = 1; i <= 60; i++)
        {
            var (channel, satisfied) = i <= 30 ? (Web, i <= 21) : (Store, i <= 45);
            yield return Answer($"sat-{i}", "2025-03-18", "csat", satisfied ? 5 : 1, channel);
        }
    }

    private static IEnumerable<Interaction> Service()
    {
        // k1 in time; k2 late, and the customer wrote again; k3 never; k4 without a due time, reopened.
        yield return Opened("ann", "2025-03-03T10:00", "k1", "billing", due: "2025-03-05T10:00");
        yield return Replied("ann", "2025-03-03T10:30", "k1");
        yield return Make.Resolved("ann", "2025-03-04T10:00", "k1").From("desk");
        yield return Opened("bob", "2025-03-06T10:00", "k2", "delivery", due: "2025-03-08T10:00");
        yield return Replied("bob", "2025-03-06T11:00", "k2");
        yield return Make.Resolved("bob", "2025-03-10T10:00", "k2").From("desk");
        yield return Make.At("bob", "2025-03-12", source: "desk").With(to => to.TicketMessage = new TicketMessage { Ticket = "k2", Author = MessageAuthor.Customer });
        yield return Opened("cyd", "2025-03-12T10:00", "k3", "returns", due: "2025-03-20T10:00");
        yield return Replied("cyd", "2025-03-12T12:00", "k3");
        yield return Opened("dan", "2025-03-26T10:00", "k4", "delivery", due: null);
        yield return Make.Resolved("dan", "2025-03-27T10:00", "k4").From("desk");
        yield return Make.Reopened("dan", "2025-03-28T10:00", "k4").From("desk");
        yield return Make.Complaint("ann", "2025-03-14");
        yield return Make.Complaint("hal", "2025-03-18");
    }

    private static IEnumerable<Interaction> Contacts() =>
    [
        Call("ann", "2025-03-07", "c1", CallOutcome.Answered, ivr: 30, queue: 10, talk: 300, hold: 20, wrapUp: 40),
        Call("bob", "2025-03-07", "c2", CallOutcome.Answered, queue: 50, talk: 100, wrapUp: 20, transferred: true),
        Call("cyd", "2025-03-07", "c3", CallOutcome.AbandonedQueue, ivr: 20, queue: 90),
        Call("dan", "2025-03-07", "c4", CallOutcome.Contained, ivr: 60),
        Call("hal", "2025-03-07", "c5", CallOutcome.AbandonedIvr, ivr: 15),
        Make.At("ann", "2025-03-07T14:00").With(to => to.ContactTime = new ContactTime { Duration = Seconds(300), Staff = "sam", Call = "c1" }),
        Make.At("ann", "2025-03-08").With(to => to.ContactTime = new ContactTime { Duration = Seconds(1_800), Staff = "sam" }),
        Make.At("ann", "2025-03-11").With(to => to.CustomerCost = new CustomerCost { Amount = Make.Euros(10), CostKind = "gift" }),
    ];

    private static IEnumerable<Interaction> Reach()
    {
        yield return Visited("ann", "2025-03-09T10:00", "v1", 120, VisitPlace.Online);
        yield return Visited("ann", "2025-03-09T10:10", "v1", 60, VisitPlace.Online);
        yield return Visited("cyd", "2025-03-05T10:00", "v2", 300, VisitPlace.Online);
        yield return Visited("bob", "2025-03-14T10:00", "v3", 900, VisitPlace.Store);
        foreach (var (customer, day, step) in ((string, string, string)[])
        [
            ("ann", "2025-03-01", "visit"), ("ann", "2025-03-03", "register"), ("ann", "2025-03-05", "pay"),
            ("bob", "2025-03-02", "visit"), ("bob", "2025-03-20", "register"), ("cyd", "2025-03-04", "visit"),
        ])
        {
            yield return Make.At(customer, day).With(to => to.JourneyStep = new JourneyStep { Journey = "signup", Instance = customer, Step = step });
        }

        yield return Make.At("cyd", "2025-03-05").With(to => to.PromotionRedeemed = new PromotionRedeemed { Promotion = "p1" });
        yield return Make.At("hal", "2025-03-22").With(to => to.PromotionRedeemed = new PromotionRedeemed { Promotion = "p1" });
        foreach (var (customer, day, arm) in ((string, string, string)[])
        [
            ("ann", "2025-03-02", "new-page"), ("cyd", "2025-03-04", "new-page"), ("gus", "2025-03-07", "control"), ("bob", "2025-03-02", "control"), ("hal", "2025-03-02", "control"),
        ])
        {
            yield return Make.At(customer, day).With(to => to.ExperimentAssigned = new ExperimentAssigned { Experiment = "page", Arm = arm });
        }
    }

    private static IEnumerable<Interaction> OfTheTenant()
    {
        foreach (var (category, euros) in ((SpendCategory, decimal)[])
            [(SpendCategory.Marketing, 150), (SpendCategory.Sales, 50), (SpendCategory.Service, 90), (SpendCategory.Retention, 60)])
        {
            yield return Make.At(string.Empty, "2025-03-01").With(to => to.Spend = new Spend
            {
                Category = category,
                Amount = Make.Euros(euros),
                StartTime = Make.Time("2025-03-01T00:00"),
                EndTime = Make.Time("2025-04-01T00:00+02:00"),
            });
        }

        foreach (var (indicator, day, value) in ((string, string, double)[])
        [
            ("techniques_utilized", "2025-03-03", 5), ("study_duration", "2025-03-03", 25), ("staff_fraction", "2025-02-03", 20), ("best_practices_ratio", "2025-03-03", 75),
            ("niche_markets_found", "2025-03-03", 1), ("niche_markets_found", "2025-03-17", 2),
        ])
        {
            yield return Make.At(string.Empty, day).With(to => to.Observation = new Observation { Indicator = indicator, Value = value });
        }
    }

    private static Interaction With(this Interaction interaction, Action<Interaction> change)
    {
        interaction.Channel = string.Empty;
        change(interaction);
        return interaction;
    }

    private static Interaction From(this Interaction interaction, string source)
    {
        interaction.Source = source;
        return interaction;
    }

    private static Duration Seconds(int seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));

    private static Interaction Registered(string customer, string day, string region, string referrer = "", string medium = "", string salesperson = "") =>
        Make.At(customer, day).With(to => to.CustomerRegistered = new CustomerRegistered { Attributes = { ["region"] = region }, Referrer = referrer, Medium = medium, Salesperson = salesperson });

    private static OrderLine Line(string product, string family, string category, int tier, int quantity, decimal price, string[]? tags = null) =>
        new() { Product = product, Family = family, Category = category, Tier = tier, Quantity = quantity, UnitPrice = Make.Euros(price), Tags = { tags ?? [] } };

    private static Interaction Order(
        string customer, string day, string order, decimal amount, string channel = "", decimal cost = 0, decimal discount = 0, bool customised = false, bool promoted = false, string salesperson = "", OrderLine? line = null)
    {
        var interaction = Make.At(customer, day, source: "shop");
        interaction.Channel = channel;
        interaction.Purchase = new Purchase { OrderId = order, Amount = Make.Euros(amount), Cost = Make.Euros(cost), Discount = Make.Euros(discount), Customised = customised, Salesperson = salesperson };
        if (promoted)
            interaction.Purchase.PromotionIds.Add(Promotion);
        if (line is not null)
            interaction.Purchase.Lines.Add(line);
        return interaction;
    }

    private static Interaction Refund(string customer, string day, string order, decimal amount, string channel)
    {
        var interaction = Make.At(customer, day, source: "shop");
        interaction.Channel = channel;
        interaction.Refund = new Refund { OrderId = order, Amount = Make.Euros(amount) };
        return interaction;
    }

    private static Interaction Answer(string customer, string day, string survey, double value, string channel = "", string item = "")
    {
        var interaction = Make.At(customer, day);
        interaction.Channel = channel;
        interaction.SurveyAnswered = new SurveyAnswered { Survey = survey, Value = value, Item = item };
        return interaction;
    }

    private static Interaction Opened(string customer, string time, string ticket, string category, string? due) =>
        Make.At(customer, time, source: "desk").With(to => to.TicketOpened = new TicketOpened { Ticket = ticket, Category = category, DueTime = due is null ? null : Make.Time(due) });

    private static Interaction Replied(string customer, string time, string ticket) =>
        Make.At(customer, time, source: "desk").With(to => to.TicketMessage = new TicketMessage { Ticket = ticket, Author = MessageAuthor.Agent });

    private static Interaction Call(string customer, string day, string call, CallOutcome outcome, int ivr = 0, int queue = 0, int talk = 0, int hold = 0, int wrapUp = 0, bool transferred = false) =>
        Make.At(customer, day).With(to => to.Call = new Call
        {
            Call_ = call,
            Outcome = outcome,
            IvrDuration = Seconds(ivr),
            QueueDuration = Seconds(queue),
            TalkDuration = Seconds(talk),
            HoldDuration = Seconds(hold),
            WrapUpDuration = Seconds(wrapUp),
            Transferred = transferred,
        });

    private static Interaction Visited(string customer, string time, string session, int seconds, VisitPlace place) =>
        Make.At(customer, time).With(to => to.Visit = new Visit { Session = session, Duration = Seconds(seconds), Place = place });
}
