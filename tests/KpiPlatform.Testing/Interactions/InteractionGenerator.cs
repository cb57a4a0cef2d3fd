using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Testing.Interactions;

/// <summary>
/// Plausible random interactions of one customer, every kind: valid under <see cref="Definition"/>, the same for the same seed.
/// Ids of tickets, orders, calls and so on come from small pools, so that interactions refer to each other; times collide now and then.
/// </summary>
public sealed class InteractionGenerator
{
    private static readonly InteractionKind[] OfCustomers = [.. InteractionKinds.All.Where(kind => !InteractionKinds.IsOfTenant(kind))];
    private static readonly string[] Channels = ["", "web", "store", "app", "Filiale Köln"];
    private static readonly string[] Words = ["alpha", "beta", "gamma", "délta", "ε", "search", "sustainable", "ethics", "spring sale", "名前"];
    private readonly Random _random;
    private readonly Instant _start;
    private readonly int _days;
    private int _count;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">Same seed, same interactions.</param>
    /// <param name="start">First instant; default 2026-01-01 00:00 UTC.</param>
    /// <param name="days">Days from <paramref name="start"/> that interactions lie in.</param>
    public InteractionGenerator(int seed, Instant? start = null, int days = 400)
    {
        _random = new Random(seed);
        _start = start ?? Instant.FromUtc(2026, 1, 1, 0, 0);
        _days = days;
    }

    /// <summary>Settings under which what is generated is valid: surveys, journeys, dimensions, EUR, Berlin.</summary>
    public static TenantSettings Settings { get; } = new()
    {
        DisplayName = "Generated",
        TimeZone = "Europe/Berlin",
        Currency = "EUR",
        Surveys =
        [
            new SurveyDefinition("csat", SurveyType.Csat, 1, 5, 4, Reversed: false),
            new SurveyDefinition("nps", SurveyType.Nps, 0, 10, 9, Reversed: false),
            new SurveyDefinition("ces", SurveyType.Ces, 1, 7, 5, Reversed: false),
            new SurveyDefinition("grades", SurveyType.Csat, 1, 6, 5, Reversed: true),
            new SurveyDefinition("mood", SurveyType.Other, 0, 1, 1, Reversed: false),
        ],
        Dimensions =
        [
            new DimensionDefinition("channel", "channel", ["web", "store", "app"]),
            new DimensionDefinition("region", "attribute:region", ["north", "south"]),
            new DimensionDefinition("team", "label:team", ["red", "blue"]),
        ],
        Journeys = [new JourneyDefinition("onboarding", ["signed-up", "set-up", "first-use"], 30)],
    };

    /// <summary><see cref="Settings"/> as version 1 of tenant 1.</summary>
    public static TenantDefinition Definition { get; } = new(new TenantNumber(1), 1, Settings);

    /// <summary>An interaction of any kind that customers have, with an id of its own.</summary>
    public Interaction Next() => Next(Pick(OfCustomers));

    /// <summary>An interaction of a kind, with an id of its own.</summary>
    public Interaction Next(InteractionKind kind)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"i-{++_count:D6}");
        return Make(kind, OneIn(4) ? "crm" : "shop-eu", id, OneIn(12) ? _random.Next(1, 4) : 0);
    }

    /// <summary>A customer's history: <paramref name="count"/> interactions in no order, now and then a correction of an earlier one, kind and time included.</summary>
    public IReadOnlyList<Interaction> History(int count)
    {
        var history = new List<Interaction>(count);
        while (history.Count < count)
        {
            if (history.Count == 0 || !OneIn(8))
            {
                history.Add(Next());
                continue;
            }

            var original = Pick(history);
            var revision = history.Where(other => other.Source == original.Source && other.Id == original.Id).Max(other => other.Revision) + _random.Next(1, 3);
            history.Add(Make(OneIn(3) ? Pick(OfCustomers) : original.Facts.Kind, original.Source, original.Id, revision));
        }

        return history;
    }

    private Interaction Make(InteractionKind kind, string source, string id, int revision)
    {
        var occurredAt = Time();
        return new Interaction
        {
            Source = source,
            Id = id,
            Revision = revision,
            OccurredAt = occurredAt,
            Channel = Pick(Channels),
            Labels = OneIn(3) ? Pairs("team", ["red", "blue", "green"]) : [],
            Contact = OneIn(4) ? Pick(["anna@example.com", "bo@example.com", "Ćira"]) : string.Empty,
            Facts = FactsOf(kind, id, occurredAt),
        };
    }

    private Facts FactsOf(InteractionKind kind, string id, Instant occurredAt) => kind switch
    {
        InteractionKind.CustomerRegistered => new CustomerRegistered
        {
            Attributes = OneIn(4) ? [] : Pairs("region", ["north", "south", "west"]),
            Referrer = OneIn(3) ? "customer-7" : string.Empty,
            Medium = Word(),
            Campaign = Word(),
            Salesperson = Word(),
        },
        InteractionKind.ProfileUpdated => new ProfileUpdated { Attributes = Pairs("region", ["north", "south", ""]) },
        InteractionKind.IdentityLinked => new IdentityLinked { Survivor = Name("customer", 3) },
        InteractionKind.IdentityUnlinked => new IdentityUnlinked { Survivor = Name("customer", 3) },
        InteractionKind.SourceRecord => new SourceRecord { System = Pick(["crm", "erp", "shop"]), ExternalId = Name("x", 9), Digest = Name("digest", 2) },
        InteractionKind.Purchase => Purchase(id),
        InteractionKind.Refund => Refund(),
        InteractionKind.SurveyInvited => new SurveyInvited { Survey = Pick(Settings.Surveys).Id },
        InteractionKind.SurveyAnswered => Answer(),
        InteractionKind.TicketOpened => new TicketOpened
        {
            Ticket = Name("t", 6),
            Category = Word(),
            Priority = (TicketPriority)_random.Next(5),
            DueAt = OneIn(2) ? occurredAt + Duration.FromHours(_random.Next(1, 200)) : null,
        },
        InteractionKind.TicketMessage => new TicketMessage { Ticket = Name("t", 6), Author = (MessageAuthor)_random.Next(1, 3) },
        InteractionKind.TicketResolved => new TicketResolved { Ticket = Name("t", 6) },
        InteractionKind.TicketReopened => new TicketReopened { Ticket = Name("t", 6) },
        InteractionKind.Complaint => new Complaint { Category = Word(), About = AboutAny(AboutKind.Product) },
        InteractionKind.Call => Call(),
        InteractionKind.ContactTime => new ContactTime { Duration = Span() + TimeSpan.FromMicroseconds(1), Staff = Word(), CallId = OneIn(2) ? Name("c", 6) : string.Empty },
        InteractionKind.Visit => new Visit
        {
            Session = OneIn(2) ? id : Name("s", 9),
            Duration = Span(),
            Pages = _random.Next(0, 30),
            Place = (VisitPlace)_random.Next(1, 3),
        },
        InteractionKind.JourneyStep => new JourneyStep { Journey = "onboarding", Instance = OneIn(3) ? "second" : string.Empty, Step = Pick(Settings.Journeys[0].Steps) },
        InteractionKind.PromotionOffered => new PromotionOffered { Promotion = Name("p", 4) },
        InteractionKind.PromotionRedeemed => new PromotionRedeemed { Promotion = Name("p", 4) },
        InteractionKind.ExperimentAssigned => new ExperimentAssigned { Experiment = Name("e", 2), Arm = Pick(["control", "treated"]) },
        InteractionKind.SubscriptionStarted => SubscriptionStarted(occurredAt),
        InteractionKind.SubscriptionChanged => SubscriptionChanged(occurredAt),
        InteractionKind.SubscriptionCancelled => new SubscriptionCancelled { Subscription = Name("sub", 3), EffectiveAt = Effective(occurredAt) },
        InteractionKind.LoyaltyJoined => new LoyaltyJoined { Programme = Programme() },
        InteractionKind.LoyaltyLeft => new LoyaltyLeft { Programme = Programme() },
        InteractionKind.LoyaltyPointsEarned => new LoyaltyPointsEarned { Programme = Programme(), Points = _random.Next(1, 5_000) },
        InteractionKind.LoyaltyPointsRedeemed => new LoyaltyPointsRedeemed { Programme = Programme(), Points = _random.Next(1, 5_000) },
        InteractionKind.Mention => new Mention { Text = OneIn(4) ? string.Empty : $"I like it,\nreally: {Word()}", Tags = Tags() },
        InteractionKind.Usage => new Usage { Meter = Word(), Quantity = OneIn(2) ? _random.Next(0, 100) : _random.NextDouble() * 100, Unit = OneIn(2) ? "GB" : string.Empty },
        InteractionKind.CustomerCost => CustomerCost(),
        InteractionKind.Spend => Spend(),
        InteractionKind.Observation => new Observation
        {
            Indicator = "techniques_utilized",
            Value = Math.Round((_random.NextDouble() * 200) - 100, 3),
            Comment = OneIn(2) ? "counted by hand" : string.Empty,
        },
        InteractionKind.ServiceRate => ServiceRate(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of interaction."),
    };

    private Purchase Purchase(string id)
    {
        var sent = Sent(withParts: true, out var amount, out var discount, out var tax, out var cost);
        return new Purchase
        {
            OrderId = OneIn(3) ? id : Name("o", 10),
            AmountMinor = amount,
            DiscountMinor = discount,
            TaxMinor = tax,
            CostMinor = cost,
            Lines = Lines(sent),
            PromotionIds = OneIn(4) ? [Name("p", 4)] : [],
            Salesperson = OneIn(2) ? Word() : string.Empty,
            Customised = OneIn(5),
            Sent = sent,
        };
    }

    private Refund Refund()
    {
        var sent = Sent(withParts: false, out var amount, out _, out _, out _);
        return new Refund { OrderId = OneIn(4) ? string.Empty : Name("o", 10), AmountMinor = amount, Lines = Lines(sent), Sent = sent };
    }

    private SurveyAnswered Answer()
    {
        var survey = Pick(Settings.Surveys);
        return new SurveyAnswered
        {
            Survey = survey.Id,
            Item = OneIn(4) ? Pick(["enthusiasm", "emotional_connection"]) : string.Empty,
            Value = survey.Type == SurveyType.Other ? _random.NextDouble() : _random.Next((int)survey.ScaleMin, (int)survey.ScaleMax + 1),
            About = AboutAny(AboutKind.Channel),
            Factors = OneIn(3) ? [new SurveyFactor("price", _random.Next(1, 6), null), new SurveyFactor("speed", 3.5, OneIn(2) ? 0 : 0.25)] : [],
            Comment = OneIn(3) ? "Très bien!\n" + Word() : string.Empty,
        };
    }

    private Call Call()
    {
        var outcome = (CallOutcome)_random.Next(1, 5);
        var answered = outcome == CallOutcome.Answered;
        return new Call
        {
            CallId = Name("c", 6),
            Ivr = Span(),
            Queue = outcome is CallOutcome.AbandonedQueue or CallOutcome.Answered ? TimeSpan.FromSeconds(_random.Next(0, 60)) : default,
            Talk = answered ? Span() : default,
            Hold = answered && OneIn(3) ? Span() : default,
            WrapUp = answered ? Span() : default,
            Outcome = outcome,
            Transferred = answered && OneIn(4),
            Ticket = OneIn(3) ? Name("t", 6) : string.Empty,
        };
    }

    private SubscriptionStarted SubscriptionStarted(Instant occurredAt)
    {
        var sent = Sent(withParts: false, out var amount, out _, out _, out _);
        return new SubscriptionStarted
        {
            Subscription = Name("sub", 3),
            RecurringMinor = amount,
            Interval = (BillingInterval)_random.Next(1, 5),
            EffectiveAt = Effective(occurredAt),
            Sent = sent,
        };
    }

    private SubscriptionChanged SubscriptionChanged(Instant occurredAt)
    {
        var sent = Sent(withParts: false, out var amount, out _, out _, out _);
        return new SubscriptionChanged
        {
            Subscription = Name("sub", 3),
            RecurringMinor = amount,
            Interval = (BillingInterval)_random.Next(1, 5),
            EffectiveAt = Effective(occurredAt),
            Sent = sent,
        };
    }

    private CustomerCost CustomerCost()
    {
        var sent = Sent(withParts: false, out var amount, out _, out _, out _);
        return new CustomerCost { AmountMinor = amount, CostKind = OneIn(2) ? "delivery" : string.Empty, Sent = sent };
    }

    private Spend Spend()
    {
        var sent = Sent(withParts: false, out var amount, out _, out _, out _);
        var start = Time();
        return new Spend
        {
            Category = (SpendCategory)_random.Next(1, 5),
            AmountMinor = amount,
            Medium = Word(),
            Campaign = Word(),
            Start = start,
            End = start + Duration.FromHours(_random.Next(1, 24 * 90)),
            Sent = sent,
        };
    }

    private ServiceRate ServiceRate()
    {
        var sent = Sent(withParts: false, out var amount, out _, out _, out _);
        return new ServiceRate { Unit = (ServiceRateUnit)_random.Next(1, 3), RateMinor = amount, Sent = sent };
    }

    /// <summary>Amounts in cents; one in six was sent in another currency and is converted.</summary>
    private SentMoney? Sent(bool withParts, out long amount, out long discount, out long tax, out long cost)
    {
        amount = OneIn(10) ? 0 : _random.Next(1, 50_000);
        discount = withParts && OneIn(3) ? _random.NextInt64(amount + 1) : 0;
        tax = withParts && OneIn(2) ? amount / 5 : 0;
        cost = withParts && OneIn(2) ? _random.Next(1, 40_000) : 0;
        if (!OneIn(6))
            return null;

        var from = Currency.Of(Pick(["JPY", "KWD", "USD"]));
        var sent = new SentMoney
        {
            CurrencyCode = from.Code,
            Rate = from.Code switch { "JPY" => 0.006123m, "KWD" => 2.99m, _ => 0.9217m },
            AmountMinor = amount,
            DiscountMinor = discount,
            TaxMinor = tax,
            CostMinor = cost,
        };
        amount = Convert(sent.AmountMinor, sent);
        discount = Convert(sent.DiscountMinor, sent);
        tax = Convert(sent.TaxMinor, sent);
        cost = Convert(sent.CostMinor, sent);
        return sent;
    }

    private static long Convert(long minor, SentMoney sent) =>
        Money.TryConvert(minor, Currency.Of(sent.CurrencyCode), sent.Rate, Currency.Of(Settings.Currency), out var converted)
            ? converted
            : throw new InvalidOperationException($"{minor} {sent.CurrencyCode} does not convert.");

    private IReadOnlyList<OrderLine> Lines(SentMoney? sent)
    {
        var lines = new OrderLine[OneIn(3) ? 0 : _random.Next(1, 4)];
        for (var i = 0; i < lines.Length; i++)
        {
            var tier = _random.Next(0, 4);
            var quantity = OneIn(3) ? 1 : OneIn(2) ? _random.Next(2, 10) : 0.125m * _random.Next(1, 20);
            var price = _random.Next(0, 100_000) / (OneIn(5) ? 1_000m : 100m);
            if (!Money.TryTotal(quantity, price, sent?.Rate ?? 1, Currency.Of(Settings.Currency), out var total))
                throw new InvalidOperationException($"{quantity} × {price} is too much.");
            lines[i] = new OrderLine
            {
                Product = Name("product", 8),
                Family = tier == 0 ? string.Empty : Name("family", 2),
                Category = OneIn(4) ? string.Empty : Name("category", 4),
                Tier = tier,
                Quantity = quantity,
                UnitPrice = price * (sent?.Rate ?? 1),
                SentUnitPrice = sent is null ? 0 : price,
                TotalMinor = total,
                Tags = OneIn(4) ? ["sustainable"] : [],
            };
        }

        return lines;
    }

    private About AboutAny(AboutKind other) => _random.Next(5) switch
    {
        0 => new About(AboutKind.Ticket, Name("t", 6)),
        1 => new About(AboutKind.Order, Name("o", 10)),
        2 => new About(other, other == AboutKind.Channel ? "web" : "product-1"),
        _ => About.Nothing,
    };

    /// <summary>Sorted pairs: one of a known key, and others.</summary>
    private KeyValuePair<string, string>[] Pairs(string known, IReadOnlyList<string> values)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal) { [known] = Pick(values) };
        for (var i = _random.Next(3); i > 0; i--)
            pairs[Pick(Words)] = Word();
        return [.. pairs];
    }

    private IReadOnlyList<string> Tags() => OneIn(2) ? [] : [Pick(Words), Pick(Words)];

    private string Programme() => OneIn(2) ? string.Empty : "gold";

    private string Word() => Pick(Words);

    private string Name(string prefix, int many) => $"{prefix}-{_random.Next(1, many + 1)}";

    private Instant Effective(Instant occurredAt) => OneIn(2) ? occurredAt : occurredAt + Duration.FromDays(_random.Next(-20, 40));

    private TimeSpan Span() => TimeSpan.FromMicroseconds(_random.NextInt64(0, 3_600_000_000));

    private Instant Time() =>
        OneIn(4)
            ? _start + Duration.FromDays(_random.Next(_days))
            : _start + Duration.FromTicks(_random.NextInt64(0, _days * 86_400_000_000L) * TimeSpan.TicksPerMicrosecond);

    private bool OneIn(int many) => _random.Next(many) == 0;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
