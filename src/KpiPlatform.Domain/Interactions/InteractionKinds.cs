using System.Collections.Frozen;

namespace KpiPlatform.Domain.Interactions;

/// <summary>The kinds by their public names: the field names of <c>kind</c> in the proto message Interaction, e.g. "ticket_opened".</summary>
public static class InteractionKinds
{
    private static readonly FrozenDictionary<InteractionKind, string> Names = new Dictionary<InteractionKind, string>
    {
        [InteractionKind.CustomerRegistered] = "customer_registered",
        [InteractionKind.ProfileUpdated] = "profile_updated",
        [InteractionKind.IdentityLinked] = "identity_linked",
        [InteractionKind.IdentityUnlinked] = "identity_unlinked",
        [InteractionKind.SourceRecord] = "source_record",
        [InteractionKind.Purchase] = "purchase",
        [InteractionKind.Refund] = "refund",
        [InteractionKind.SurveyInvited] = "survey_invited",
        [InteractionKind.SurveyAnswered] = "survey_answered",
        [InteractionKind.TicketOpened] = "ticket_opened",
        [InteractionKind.TicketMessage] = "ticket_message",
        [InteractionKind.TicketResolved] = "ticket_resolved",
        [InteractionKind.TicketReopened] = "ticket_reopened",
        [InteractionKind.Complaint] = "complaint",
        [InteractionKind.Call] = "call",
        [InteractionKind.ContactTime] = "contact_time",
        [InteractionKind.Visit] = "visit",
        [InteractionKind.JourneyStep] = "journey_step",
        [InteractionKind.PromotionOffered] = "promotion_offered",
        [InteractionKind.PromotionRedeemed] = "promotion_redeemed",
        [InteractionKind.ExperimentAssigned] = "experiment_assigned",
        [InteractionKind.SubscriptionStarted] = "subscription_started",
        [InteractionKind.SubscriptionChanged] = "subscription_changed",
        [InteractionKind.SubscriptionCancelled] = "subscription_cancelled",
        [InteractionKind.LoyaltyJoined] = "loyalty_joined",
        [InteractionKind.LoyaltyLeft] = "loyalty_left",
        [InteractionKind.LoyaltyPointsEarned] = "loyalty_points_earned",
        [InteractionKind.LoyaltyPointsRedeemed] = "loyalty_points_redeemed",
        [InteractionKind.Mention] = "mention",
        [InteractionKind.Usage] = "usage",
        [InteractionKind.CustomerCost] = "customer_cost",
        [InteractionKind.Spend] = "spend",
        [InteractionKind.Observation] = "observation",
        [InteractionKind.ServiceRate] = "service_rate",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, InteractionKind> Kinds =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All kinds, by number.</summary>
    public static IReadOnlyList<InteractionKind> All { get; } = [.. Names.Keys.Order()];

    /// <summary>The public name of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No kind of the journal.</exception>
    public static string NameOf(InteractionKind kind) =>
        Names.TryGetValue(kind, out var name) ? name : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of interaction.");

    /// <summary>Finds a kind by its public name, compared ordinally.</summary>
    public static bool TryParse(string name, out InteractionKind kind) => Kinds.TryGetValue(name, out kind);

    /// <summary>Whether it is a fact of the tenant itself, which has no customer.</summary>
    public static bool IsOfTenant(InteractionKind kind) => kind is InteractionKind.Spend or InteractionKind.Observation or InteractionKind.ServiceRate;
}
