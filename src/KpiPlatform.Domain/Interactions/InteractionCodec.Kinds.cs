namespace KpiPlatform.Domain.Interactions;

public static partial class InteractionCodec
{
    private static Facts ReadFacts(InteractionKind kind, ref FieldReader facts, ref FieldReader personal) => kind switch
    {
        InteractionKind.CustomerRegistered => CustomerRegistered.Read(ref facts, ref personal),
        InteractionKind.ProfileUpdated => ProfileUpdated.Read(ref facts, ref personal),
        InteractionKind.IdentityLinked => IdentityLinked.Read(ref facts, ref personal),
        InteractionKind.IdentityUnlinked => IdentityUnlinked.Read(ref facts, ref personal),
        InteractionKind.SourceRecord => SourceRecord.Read(ref facts, ref personal),
        InteractionKind.Purchase => Purchase.Read(ref facts, ref personal),
        InteractionKind.Refund => Refund.Read(ref facts, ref personal),
        InteractionKind.SurveyInvited => SurveyInvited.Read(ref facts, ref personal),
        InteractionKind.SurveyAnswered => SurveyAnswered.Read(ref facts, ref personal),
        InteractionKind.TicketOpened => TicketOpened.Read(ref facts, ref personal),
        InteractionKind.TicketMessage => TicketMessage.Read(ref facts, ref personal),
        InteractionKind.TicketResolved => TicketResolved.Read(ref facts, ref personal),
        InteractionKind.TicketReopened => TicketReopened.Read(ref facts, ref personal),
        InteractionKind.Complaint => Complaint.Read(ref facts, ref personal),
        InteractionKind.Call => Call.Read(ref facts, ref personal),
        InteractionKind.ContactTime => ContactTime.Read(ref facts, ref personal),
        InteractionKind.Visit => Visit.Read(ref facts, ref personal),
        InteractionKind.JourneyStep => JourneyStep.Read(ref facts, ref personal),
        InteractionKind.PromotionOffered => PromotionOffered.Read(ref facts, ref personal),
        InteractionKind.PromotionRedeemed => PromotionRedeemed.Read(ref facts, ref personal),
        InteractionKind.ExperimentAssigned => ExperimentAssigned.Read(ref facts, ref personal),
        InteractionKind.SubscriptionStarted => SubscriptionStarted.Read(ref facts, ref personal),
        InteractionKind.SubscriptionChanged => SubscriptionChanged.Read(ref facts, ref personal),
        InteractionKind.SubscriptionCancelled => SubscriptionCancelled.Read(ref facts, ref personal),
        InteractionKind.LoyaltyJoined => LoyaltyJoined.Read(ref facts, ref personal),
        InteractionKind.LoyaltyLeft => LoyaltyLeft.Read(ref facts, ref personal),
        InteractionKind.LoyaltyPointsEarned => LoyaltyPointsEarned.Read(ref facts, ref personal),
        InteractionKind.LoyaltyPointsRedeemed => LoyaltyPointsRedeemed.Read(ref facts, ref personal),
        InteractionKind.Mention => Mention.Read(ref facts, ref personal),
        InteractionKind.Usage => Usage.Read(ref facts, ref personal),
        InteractionKind.CustomerCost => CustomerCost.Read(ref facts, ref personal),
        InteractionKind.Spend => Spend.Read(ref facts, ref personal),
        InteractionKind.Observation => Observation.Read(ref facts, ref personal),
        InteractionKind.ServiceRate => ServiceRate.Read(ref facts, ref personal),
        _ => throw new JournalDamagedException($"The envelope has kind {(byte)kind}, which this program does not know."),
    };
}
