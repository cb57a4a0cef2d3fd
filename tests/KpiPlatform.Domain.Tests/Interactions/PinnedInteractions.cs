using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Interactions;

/// <summary>One interaction of every kind with every field set, written by hand: what the pinned bytes are of.</summary>
internal static class PinnedInteractions
{
    private static readonly Instant At = Instant.FromUnixTimeTicks(17_700_000_001_234_560);

    private static readonly SentMoney Sent = new() { CurrencyCode = "USD", Rate = 0.9217m, AmountMinor = 1_999, DiscountMinor = 100, TaxMinor = 320, CostMinor = 900 };

    private static readonly SentMoney SentAmount = new() { CurrencyCode = "JPY", Rate = 0.006123m, AmountMinor = 5_000 };

    private static readonly OrderLine[] Lines =
    [
        new()
        {
            Product = "p-1", Family = "f", Category = "c", Tier = 2, Quantity = 2.5m, UnitPrice = 7.365m, SentUnitPrice = 7.99m, TotalMinor = 1_841, Tags = ["sustainable", "näher"],
        },
        new(),
    ];

    public static Interaction Of(InteractionKind kind) => new()
    {
        Source = "shop-eu",
        Id = "id-1",
        Revision = 3,
        OccurredAt = At,
        Channel = "web",
        Labels = [new("a", "1"), new("b", "ü")],
        Contact = "anna@example.com",
        Facts = FactsOf(kind),
    };

    private static Facts FactsOf(InteractionKind kind) => kind switch
    {
        InteractionKind.CustomerRegistered => new CustomerRegistered
        {
            Attributes = [new("name", "Anna"), new("region", "north"), new("tier", "gold")], Referrer = "c-9", Medium = "search", Campaign = "spring", Salesperson = "sam",
        },
        InteractionKind.ProfileUpdated => new ProfileUpdated { Attributes = [new("name", ""), new("region", "south")] },
        InteractionKind.IdentityLinked => new IdentityLinked { Survivor = "c-1" },
        InteractionKind.IdentityUnlinked => new IdentityUnlinked { Survivor = "c-1" },
        InteractionKind.SourceRecord => new SourceRecord { System = "crm", ExternalId = "4711", Digest = "d1" },
        InteractionKind.Purchase => new Purchase
        {
            OrderId = "o-1", AmountMinor = 1_842, DiscountMinor = 92, TaxMinor = 295, CostMinor = 830, Lines = Lines, PromotionIds = ["p"], Salesperson = "sam", Customised = true, Sent = Sent,
        },
        InteractionKind.Refund => new Refund { OrderId = "o-1", AmountMinor = 3_062, Lines = Lines, Sent = SentAmount },
        InteractionKind.SurveyInvited => new SurveyInvited { Survey = "nps" },
        InteractionKind.SurveyAnswered => new SurveyAnswered
        {
            Survey = "csat", Item = "enthusiasm", Value = 4.5, About = new About(AboutKind.Ticket, "t-1"), Factors = [new("price", 3, 0), new("speed", -1.5, null)], Comment = "fine",
        },
        InteractionKind.TicketOpened => new TicketOpened { Ticket = "t-1", Category = "billing", Priority = TicketPriority.High, DueAt = At + Duration.FromHours(1) },
        InteractionKind.TicketMessage => new TicketMessage { Ticket = "t-1", Author = MessageAuthor.Agent },
        InteractionKind.TicketResolved => new TicketResolved { Ticket = "t-1" },
        InteractionKind.TicketReopened => new TicketReopened { Ticket = "t-1" },
        InteractionKind.Complaint => new Complaint { Category = "delivery", About = new About(AboutKind.Product, "p-1") },
        InteractionKind.Call => new Call
        {
            CallId = "call-1",
            Ivr = TimeSpan.FromSeconds(1),
            Queue = TimeSpan.FromSeconds(2),
            Talk = TimeSpan.FromSeconds(3),
            Hold = TimeSpan.FromSeconds(4),
            WrapUp = TimeSpan.FromMicroseconds(5),
            Outcome = CallOutcome.Answered,
            Transferred = true,
            Ticket = "t-1",
        },
        InteractionKind.ContactTime => new ContactTime { Duration = TimeSpan.FromMinutes(5), Staff = "sam", CallId = "call-1" },
        InteractionKind.Visit => new Visit { Session = "s-1", Duration = TimeSpan.FromSeconds(90), Pages = 7, Place = VisitPlace.Store },
        InteractionKind.JourneyStep => new JourneyStep { Journey = "onboarding", Instance = "second", Step = "set-up" },
        InteractionKind.PromotionOffered => new PromotionOffered { Promotion = "p" },
        InteractionKind.PromotionRedeemed => new PromotionRedeemed { Promotion = "p" },
        InteractionKind.ExperimentAssigned => new ExperimentAssigned { Experiment = "e", Arm = "control" },
        InteractionKind.SubscriptionStarted => new SubscriptionStarted { Subscription = "s", RecurringMinor = 3_062, Interval = BillingInterval.Month, EffectiveAt = At + Duration.FromDays(3), Sent = SentAmount },
        InteractionKind.SubscriptionChanged => new SubscriptionChanged { Subscription = "s", RecurringMinor = 3_062, Interval = BillingInterval.Year, EffectiveAt = At - Duration.FromDays(3), Sent = SentAmount },
        InteractionKind.SubscriptionCancelled => new SubscriptionCancelled { Subscription = "s", EffectiveAt = At + Duration.FromDays(30) },
        InteractionKind.LoyaltyJoined => new LoyaltyJoined { Programme = "gold" },
        InteractionKind.LoyaltyLeft => new LoyaltyLeft { Programme = "gold" },
        InteractionKind.LoyaltyPointsEarned => new LoyaltyPointsEarned { Programme = "gold", Points = 120 },
        InteractionKind.LoyaltyPointsRedeemed => new LoyaltyPointsRedeemed { Programme = "gold", Points = 5_000_000_000 },
        InteractionKind.Mention => new Mention { Text = "heard of it", Tags = ["ethics", "price"] },
        InteractionKind.Usage => new Usage { Meter = "traffic", Quantity = 0.1, Unit = "GB" },
        InteractionKind.CustomerCost => new CustomerCost { AmountMinor = 3_062, CostKind = "delivery", Sent = SentAmount },
        InteractionKind.Spend => new Spend { Category = SpendCategory.Retention, AmountMinor = 3_062, Medium = "mail", Campaign = "spring", Start = At, End = At + Duration.FromDays(31), Sent = SentAmount },
        InteractionKind.Observation => new Observation { Indicator = "staff_fraction", Value = -12.5, Comment = "by hand" },
        InteractionKind.ServiceRate => new ServiceRate { Unit = ServiceRateUnit.Ticket, RateMinor = 3_062, Sent = SentAmount },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of interaction."),
    };
}
