using System.Collections.Frozen;

namespace KpiPlatform.Domain.Interactions;

/// <summary>Names of the encoded fields as the proto message has them; several numbers can be parts of one proto field.</summary>
internal static class FieldNames
{
    /// <summary>Number of the first field of <see cref="SentMoney"/>: code, rate, amount, discount, tax, cost.</summary>
    private const int SentMoneyAt = 11;

    private static readonly string[] Header = ["source", "id", "revision", "channel", "labels", "contact"];

    /// <summary>By kind: the name of field 1, 2, …; empty where no such number is in use.</summary>
    private static readonly FrozenDictionary<InteractionKind, string[]> OfKinds = new Dictionary<InteractionKind, string[]>
    {
        [InteractionKind.CustomerRegistered] = ["attributes", "referrer", "medium", "campaign", "salesperson", "referrer"],
        [InteractionKind.ProfileUpdated] = ["attributes"],
        [InteractionKind.IdentityLinked] = ["survivor", "survivor"],
        [InteractionKind.IdentityUnlinked] = ["survivor", "survivor"],
        [InteractionKind.SourceRecord] = ["system", "external_id", "digest", "external_id"],
        [InteractionKind.Purchase] = ["order_id", "amount", "discount", "tax", "cost", string.Empty, "lines", "promotion_ids", "salesperson", "customised"],
        [InteractionKind.Refund] = ["order_id", "amount", string.Empty, "lines"],
        [InteractionKind.SurveyInvited] = ["survey"],
        [InteractionKind.SurveyAnswered] = ["survey", "item", "value", "about", string.Empty, string.Empty, "factors", "comment"],
        [InteractionKind.TicketOpened] = ["ticket", "category", "priority", "due_time"],
        [InteractionKind.TicketMessage] = ["ticket", "author"],
        [InteractionKind.TicketResolved] = ["ticket"],
        [InteractionKind.TicketReopened] = ["ticket"],
        [InteractionKind.Complaint] = ["category", "about"],
        [InteractionKind.Call] = ["call", "ivr_duration", "queue_duration", "talk_duration", "hold_duration", "wrap_up_duration", "outcome", "transferred", "ticket"],
        [InteractionKind.ContactTime] = ["duration", "staff", "call"],
        [InteractionKind.Visit] = ["session", "duration", "pages", "place"],
        [InteractionKind.JourneyStep] = ["journey", "instance", "step"],
        [InteractionKind.PromotionOffered] = ["promotion"],
        [InteractionKind.PromotionRedeemed] = ["promotion"],
        [InteractionKind.ExperimentAssigned] = ["experiment", "arm"],
        [InteractionKind.SubscriptionStarted] = ["subscription", "recurring_amount", string.Empty, "interval", "effective_time"],
        [InteractionKind.SubscriptionChanged] = ["subscription", "recurring_amount", string.Empty, "interval", "effective_time"],
        [InteractionKind.SubscriptionCancelled] = ["subscription", "effective_time"],
        [InteractionKind.LoyaltyJoined] = ["programme"],
        [InteractionKind.LoyaltyLeft] = ["programme"],
        [InteractionKind.LoyaltyPointsEarned] = ["programme", "points"],
        [InteractionKind.LoyaltyPointsRedeemed] = ["programme", "points"],
        [InteractionKind.Mention] = ["text", "tags"],
        [InteractionKind.Usage] = ["meter", "quantity", "unit"],
        [InteractionKind.CustomerCost] = ["amount", string.Empty, "cost_kind"],
        [InteractionKind.Spend] = ["category", "amount", string.Empty, "medium", "campaign", "start_time", "end_time"],
        [InteractionKind.Observation] = ["indicator", "value", "comment"],
        [InteractionKind.ServiceRate] = ["unit", "rate"],
    }.ToFrozenDictionary();

    /// <summary>The names of a kind's fields, each once.</summary>
    public static IEnumerable<string> NamesOf(InteractionKind kind) =>
        OfKinds[kind].Where(name => name.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>Name of a header field.</summary>
    public static string OfHeader(int number) => Header[number - 1];

    /// <summary>Path of a field of the kind, e.g. "purchase.amount".</summary>
    public static string OfKind(InteractionKind kind, int number)
    {
        var names = OfKinds[kind];
        var name = number < SentMoneyAt ? names[number - 1] : NameOfSent(kind, number - SentMoneyAt);
        return $"{InteractionKinds.NameOf(kind)}.{name}";
    }

    /// <summary>Of every kind the money stands in field 2, its discount, tax and cost in 3 to 5; its currency is part of it.</summary>
    private static string NameOfSent(InteractionKind kind, int part) => part switch
    {
        0 or 2 => kind == InteractionKind.CustomerCost ? OfKinds[kind][0] : OfKinds[kind][1],
        1 => "exchange_rate",
        _ => OfKinds[kind][part - 1],
    };
}
