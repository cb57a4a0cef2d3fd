using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>
/// A tenant's settings and histories of its customers, all from one seed, made to hit edges: few ids, and times at period
/// boundaries, at the ends of lapses and windows, at clock changes and on top of each other.
/// </summary>
internal sealed class EdgeHistory
{
    private static readonly string[] Zones =
        ["Etc/UTC", "Europe/Berlin", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "America/St_Johns"];

    private static readonly LocalDate[] Anchors =
    [
        new(2026, 3, 28), new(2025, 10, 25), new(2026, 3, 7), new(2026, 10, 31), new(2025, 12, 30), new(2024, 2, 28),
        new(2011, 12, 28), new(2017, 10, 14), new(2018, 2, 17), new(2010, 11, 6), new(2026, 6, 29),
    ];

    private static readonly int[] ShortSpans = [1, 1, 2, 7, 30, 90];

    private static readonly InteractionKind[][] BaseKinds =
    [
        [InteractionKind.Purchase], [InteractionKind.Purchase], [InteractionKind.Visit], [InteractionKind.Purchase, InteractionKind.Visit],
        [InteractionKind.Usage, InteractionKind.TicketOpened, InteractionKind.SubscriptionStarted], [],
    ];

    private static readonly InteractionKind[][] Themes =
    [
        [InteractionKind.Purchase, InteractionKind.Purchase, InteractionKind.Visit, InteractionKind.SubscriptionStarted, InteractionKind.SubscriptionCancelled],
        [InteractionKind.Purchase, InteractionKind.Refund, InteractionKind.Visit],
        [InteractionKind.SurveyAnswered, InteractionKind.SurveyAnswered, InteractionKind.SurveyAnswered, InteractionKind.ProfileUpdated],
        [
            InteractionKind.TicketOpened, InteractionKind.TicketOpened, InteractionKind.TicketResolved, InteractionKind.TicketResolved,
            InteractionKind.TicketMessage, InteractionKind.TicketReopened,
        ],
        [InteractionKind.Call, InteractionKind.Call, InteractionKind.ContactTime, InteractionKind.Visit, InteractionKind.Visit, InteractionKind.Purchase],
        [InteractionKind.SurveyInvited, InteractionKind.SurveyAnswered],
        [InteractionKind.SubscriptionStarted, InteractionKind.SubscriptionChanged, InteractionKind.SubscriptionChanged, InteractionKind.SubscriptionCancelled],
        [InteractionKind.JourneyStep, InteractionKind.JourneyStep, InteractionKind.JourneyStep, InteractionKind.ExperimentAssigned, InteractionKind.Purchase],
        [InteractionKind.SourceRecord, InteractionKind.ProfileUpdated, InteractionKind.CustomerRegistered, InteractionKind.Purchase, InteractionKind.SubscriptionStarted, InteractionKind.SubscriptionCancelled],
        [InteractionKind.Purchase, InteractionKind.Purchase, InteractionKind.Purchase, InteractionKind.Refund, InteractionKind.CustomerCost, InteractionKind.CustomerRegistered],
        [
            InteractionKind.Purchase, InteractionKind.PromotionRedeemed, InteractionKind.LoyaltyJoined, InteractionKind.LoyaltyLeft, InteractionKind.LoyaltyPointsEarned,
            InteractionKind.LoyaltyPointsRedeemed, InteractionKind.Visit, InteractionKind.SubscriptionStarted, InteractionKind.SubscriptionCancelled,
        ],
        [
            InteractionKind.Purchase, InteractionKind.TicketOpened, InteractionKind.Call, InteractionKind.ContactTime, InteractionKind.CustomerCost,
            InteractionKind.SubscriptionStarted, InteractionKind.SubscriptionCancelled,
        ],
        [
            InteractionKind.Purchase, InteractionKind.Refund, InteractionKind.SurveyAnswered, InteractionKind.TicketOpened, InteractionKind.TicketResolved,
            InteractionKind.TicketReopened, InteractionKind.TicketMessage, InteractionKind.Visit, InteractionKind.Usage, InteractionKind.Complaint,
            InteractionKind.SubscriptionStarted, InteractionKind.SubscriptionChanged, InteractionKind.SubscriptionCancelled, InteractionKind.CustomerRegistered,
            InteractionKind.ProfileUpdated, InteractionKind.PromotionOffered, InteractionKind.ContactTime, InteractionKind.LoyaltyPointsEarned,
        ],
    ];

    private static readonly BillingInterval[] Intervals = [BillingInterval.Month, BillingInterval.Month, BillingInterval.Week, BillingInterval.Quarter, BillingInterval.Year];

    private static readonly CallOutcome[] CallOutcomes =
        [CallOutcome.Answered, CallOutcome.Answered, CallOutcome.AbandonedQueue, CallOutcome.AbandonedIvr, CallOutcome.Contained];

    private readonly Random _random;
    private readonly DateTimeZone _zone;
    private readonly Instant _anchor;
    private readonly int _spanDays;
    private readonly InteractionKind[] _theme;
    private int _count;
    private Instant? _lastEffective;

    public EdgeHistory(int seed)
    {
        _random = new Random(seed);
        var dimensions = OneIn(3);
        Settings = new TenantSettings
        {
            TimeZone = Pick(Zones),
            FiscalYearStartMonth = OneIn(2) ? 1 : _random.Next(1, 13),
            LapseDays = Pick(ShortSpans),
            ReturnWindowDays = Pick(ShortSpans),
            BaseActivityKinds = Pick(BaseKinds),
            Surveys =
            [
                new SurveyDefinition("csat", SurveyType.Csat, 1, 5, 4, Reversed: false),
                new SurveyDefinition("grades", SurveyType.Csat, 1, 6, 5, Reversed: true),
                new SurveyDefinition("nps", SurveyType.Nps, 0, 10, 9, Reversed: false),
                new SurveyDefinition("spn", SurveyType.Nps, 0, 10, 9, Reversed: true),
                new SurveyDefinition("ces", SurveyType.Ces, 1, 7, 5, Reversed: false),
                new SurveyDefinition("effort", SurveyType.Ces, 1, 7, 5, Reversed: true),
                new SurveyDefinition("mood", SurveyType.Other, 0, 1, 1, Reversed: false),
            ],
            Journeys = [new("buy", ["look", "basket", "pay"], Pick([1, 7]))],
            TargetSegment = OneIn(2) ? null : new("region", ["north", "west"]),
            ServiceRates = OneIn(2) ? [] : [.. Rates()],
            Dimensions = dimensions
                ? [new("channel", "channel", ["web", "store"]), new("team", "label:team", ["red"]), new("region", "attribute:region", ["north", "south"])]
                : [],
        };
        Definition = new TenantDefinition(new TenantNumber(1), 1, Settings);
        _zone = DateTimeZoneProviders.Tzdb[Settings.TimeZone];
        _anchor = Pick(Anchors).AtMidnight().InZoneLeniently(_zone).ToInstant();
        _spanDays = Pick([2, 10, 40, 120, 400]);
        _theme = Pick(Themes);
    }

    public TenantSettings Settings { get; }

    private static IEnumerable<DatedServiceRate> Rates()
    {
        foreach (var anchor in Anchors)
        {
            var day = CellNumbers.Day(anchor);
            yield return new(ServiceRateUnit.ContactMinute, day, 90);
            yield return new(ServiceRateUnit.ContactMinute, day + 3, 121);
            yield return new(ServiceRateUnit.Ticket, day - 20, 150);
            yield return new(ServiceRateUnit.Ticket, day + 5, 70);
        }
    }

    public TenantDefinition Definition { get; }

    /// <summary>So many interactions in order of making (not of time), corrections of earlier ones among them; none twice.</summary>
    public List<Interaction> Make(int count)
    {
        var history = new List<Interaction>(count);
        while (history.Count < count)
        {
            if (history.Count > 0 && OneIn(7))
            {
                var original = Pick(history);
                var highest = history.Where(other => other.Source == original.Source && other.Id == original.Id).Max(other => other.Revision);
                history.Add(Interaction(history, original.Source, original.Id, highest + _random.Next(1, 3)));
            }
            else
            {
                history.Add(Interaction(history, OneIn(3) ? "b" : "a", string.Create(CultureInfo.InvariantCulture, $"i{++_count}"), OneIn(10) ? 1 : 0));
            }
        }

        return history;
    }

    /// <summary>An interaction encoded as the journal holds it.</summary>
    public EncodedInteraction Encode(Interaction interaction) => InteractionCodec.Encode(interaction, Definition.FactAttributes);

    private Interaction Interaction(List<Interaction> earlier, string source, string id, int revision)
    {
        var at = Time(earlier);
        return new Interaction
        {
            Source = source,
            Id = id,
            Revision = revision,
            OccurredAt = at,
            Channel = Pick(["", "web", "store", "app"]),
            Labels = OneIn(2) ? [new("team", Pick(["red", "blue"]))] : [],
            Contact = Pick(["", "", "anna", "bo"]),
            Facts = FactsOf(Pick(_theme), id, at),
        };
    }

    private Facts FactsOf(InteractionKind kind, string id, Instant at) => kind switch
    {
        InteractionKind.Purchase => new Purchase
        {
            OrderId = OneIn(4) ? "o1" : id,
            AmountMinor = _random.Next(0, 5) * 100,
            DiscountMinor = 0,
            TaxMinor = 19,
            CostMinor = OneIn(2) ? 0 : _random.Next(0, 300),
            Customised = OneIn(3),
            PromotionIds = OneIn(3) ? ["p1"] : [],
            Lines = OneIn(2) ? [] : [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Line())],
        },
        InteractionKind.JourneyStep => new JourneyStep { Journey = OneIn(8) ? "unknown" : "buy", Step = Pick(["look", "basket", "pay"]), Instance = Pick(["", "2"]) },
        InteractionKind.ExperimentAssigned => new ExperimentAssigned { Experiment = Pick(["x", "y"]), Arm = Pick(["control", "b", "c"]) },
        InteractionKind.SourceRecord => new SourceRecord { System = Pick(["crm", "shop", "app"]), Digest = Pick(["1", "1", "2"]) },
        InteractionKind.PromotionRedeemed => new PromotionRedeemed { Promotion = "p1" },
        InteractionKind.LoyaltyJoined => new LoyaltyJoined { Programme = Pick(["", "gold"]) },
        InteractionKind.LoyaltyLeft => new LoyaltyLeft { Programme = Pick(["", "gold"]) },
        InteractionKind.LoyaltyPointsRedeemed => new LoyaltyPointsRedeemed { Points = 2 },
        InteractionKind.CustomerCost => new CustomerCost { AmountMinor = _random.Next(0, 400) },
        InteractionKind.Refund => new Refund { OrderId = Pick(["", "i1", "i2", "o1"]), AmountMinor = _random.Next(0, 300) },
        InteractionKind.SurveyAnswered => Answer(),
        InteractionKind.SurveyInvited => new SurveyInvited { Survey = Pick(["csat", "nps"]) },
        InteractionKind.Call => new Call
        {
            CallId = Pick(["c1", "c2", "c3"]),
            Outcome = Pick(CallOutcomes),
            Ivr = Span(),
            Queue = Span(),
            Talk = Span(),
            Hold = Span(),
            WrapUp = Span(),
            Transferred = OneIn(3),
        },
        InteractionKind.TicketOpened => new TicketOpened
        {
            Ticket = Ticket(),
            Category = Pick(["", "billing", "billing", "delivery"]),
            DueAt = OneIn(3) ? null : Steps(at, _random.Next(-1, 9)),
        },
        InteractionKind.TicketMessage => new TicketMessage { Ticket = Ticket(), Author = OneIn(3) ? MessageAuthor.Agent : MessageAuthor.Customer },
        InteractionKind.TicketResolved => new TicketResolved { Ticket = Ticket() },
        InteractionKind.TicketReopened => new TicketReopened { Ticket = Ticket() },
        InteractionKind.Complaint => new Complaint { Category = "late" },
        InteractionKind.Visit => new Visit { Session = OneIn(3) ? "s1" : id, Place = OneIn(4) ? VisitPlace.Store : VisitPlace.Online, Duration = Span(), Pages = 1 },
        InteractionKind.Usage => new Usage { Meter = "api", Quantity = 1.5 },
        InteractionKind.SubscriptionStarted => new SubscriptionStarted { Subscription = Subscription(), RecurringMinor = Pick([0L, 500, 700]), Interval = Pick(Intervals), EffectiveAt = Effective(at) },
        InteractionKind.SubscriptionChanged => new SubscriptionChanged { Subscription = Subscription(), RecurringMinor = Pick([0L, 500, 700]), Interval = Pick(Intervals), EffectiveAt = Effective(at) },
        InteractionKind.SubscriptionCancelled => new SubscriptionCancelled { Subscription = Subscription(), EffectiveAt = Effective(at) },
        InteractionKind.CustomerRegistered => new CustomerRegistered { Attributes = Attributes(), Referrer = OneIn(2) ? "r" : string.Empty, Medium = Pick(["", "tv"]) },
        InteractionKind.ProfileUpdated => new ProfileUpdated { Attributes = Attributes() },
        InteractionKind.PromotionOffered => new PromotionOffered { Promotion = "p1" },
        InteractionKind.ContactTime => new ContactTime { Duration = Span() + TimeSpan.FromMinutes(1), Staff = "x", CallId = Pick(["", "c1", "c2"]) },
        InteractionKind.LoyaltyPointsEarned => new LoyaltyPointsEarned { Points = 3 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No facts are made for it."),
    };

    private SurveyAnswered Answer()
    {
        var survey = Pick(["csat", "grades", "nps", "nps", "spn", "ces", "effort", "mood", "unknown"]);
        return new SurveyAnswered
        {
            Survey = survey,
            Item = _random.Next(12) switch { 0 => "speed", 1 => "enthusiasm", _ => string.Empty },
            Value = survey switch
            {
                "nps" or "spn" => _random.Next(0, 11),
                "ces" or "effort" => Pick([1, 4.5, 5, 5.000001, 3.333333, 7]),
                _ => _random.Next(1, 6),
            },
        };
    }

    private IReadOnlyList<KeyValuePair<string, string>> Attributes() =>
        [new("name", Pick(["Ada", "Bo"])), new("region", Pick(["north", "south", "west", ""]))];

    private string Subscription() => Pick(["s1", "s2"]);

    private OrderLine Line() => new()
    {
        Product = Pick(["x", "y"]),
        Family = Pick(["", "car", "bike"]),
        Category = Pick(["", "books", "toys"]),
        Tier = _random.Next(0, 4),
        TotalMinor = _random.Next(0, 200),
        Tags = OneIn(2) ? ["sustainable"] : [],
    };

    private TimeSpan Span() => OneIn(3) ? TimeSpan.Zero : TimeSpan.FromSeconds(_random.Next(0, 5) * 10);

    private string Ticket() => Pick(["t1", "t2", "t3"]);

    /// <summary>Often a little after the effective time before, so that there are subscriptions of less than a day.</summary>
    private Instant Effective(Instant at)
    {
        var effective = _random.Next(6) switch
        {
            0 => at + Duration.FromHours(_random.Next(1, 20)),
            1 => Steps(at, _random.Next(-3, 100)),
            2 => StartOfDay(at, _random.Next(-1, 40)),
            3 or 4 when _lastEffective is { } last => last + Duration.FromHours(_random.Next(0, 9)),
            _ => at,
        };
        _lastEffective = effective;
        return effective;
    }

    private Instant Time(List<Interaction> earlier)
    {
        if (earlier.Count > 0)
        {
            var other = Pick(earlier).OccurredAt;
            var edge = Duration.FromTicks(10 * _random.Next(-1, 2));
            switch (_random.Next(7))
            {
                case 0:
                    return other;
                case 1:
                    return Steps(other, Pick([Settings.LapseDays, Settings.LapseDays + 1, Settings.LapseDays - 1])) + edge;
                case 2:
                    return Steps(other, Settings.ReturnWindowDays) + edge;
                case 3:
                    return Steps(other, 7) + edge;
            }
        }

        var day = _random.Next(_spanDays);
        return _random.Next(4) switch
        {
            3 => AtClockChange(day),
            0 => StartOfDay(_anchor, day) + Duration.FromTicks(10 * _random.Next(-1, 2)),
            1 => StartOfMonth(day) + Duration.FromTicks(10 * _random.Next(-1, 2)),
            _ => _anchor + Duration.FromHours((24 * day) + _random.Next(24)) + Duration.FromTicks(10 * _random.Next(3)),
        };
    }

    /// <summary>Within an hour of the next clock change, or so many days before it that a window ends there.</summary>
    private Instant AtClockChange(int day)
    {
        var interval = _zone.GetZoneInterval(_anchor + Duration.FromDays(day));
        var change = (interval.HasEnd ? interval.End : _anchor) + Duration.FromMinutes(30 * _random.Next(-3, 4));
        return Steps(change, -Pick([0, 0, Settings.LapseDays, Settings.ReturnWindowDays, 7]));
    }

    private Instant StartOfMonth(int day)
    {
        var date = _anchor.InZone(_zone).Date.PlusDays(day);
        return new LocalDate(date.Year, date.Month, 1).PlusMonths(1).AtMidnight().InZoneLeniently(_zone).ToInstant();
    }

    private Instant StartOfDay(Instant instant, int days) => instant.InZone(_zone).Date.PlusDays(days).AtMidnight().InZoneLeniently(_zone).ToInstant();

    private Instant Steps(Instant instant, int days) => instant.InZone(_zone).LocalDateTime.PlusDays(days).InZoneLeniently(_zone).ToInstant();

    private bool OneIn(int count) => _random.Next(count) == 0;

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
