using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Customers;

/// <summary>Which interactions are the customer's own acts, not what the tenant did to the customer; they count for active_customers.</summary>
internal static class OwnActs
{
    public static bool Contains(Facts facts) => facts.Kind switch
    {
        InteractionKind.CustomerRegistered or
        InteractionKind.Purchase or
        InteractionKind.Refund or
        InteractionKind.SurveyAnswered or
        InteractionKind.TicketOpened or
        InteractionKind.TicketReopened or
        InteractionKind.Complaint or
        InteractionKind.Call or
        InteractionKind.Visit or
        InteractionKind.JourneyStep or
        InteractionKind.PromotionRedeemed or
        InteractionKind.SubscriptionStarted or
        InteractionKind.SubscriptionChanged or
        InteractionKind.SubscriptionCancelled or
        InteractionKind.LoyaltyJoined or
        InteractionKind.LoyaltyLeft or
        InteractionKind.LoyaltyPointsRedeemed or
        InteractionKind.Mention or
        InteractionKind.Usage => true,
        InteractionKind.TicketMessage => facts is TicketMessage { Author: MessageAuthor.Customer },
        _ => false,
    };
}
