namespace KpiPlatform.Domain.Interactions;

/// <summary>What happened. The numbers stand in the journal and never change.</summary>
public enum InteractionKind : byte
{
    /// <summary>No interaction. In the journal: from this row on the customer counts under the row's definition as well.</summary>
    None = 0,

    /// <summary>The customer became known.</summary>
    CustomerRegistered = 1,

    /// <summary>Attributes changed.</summary>
    ProfileUpdated = 2,

    /// <summary>The customer turned out to be the same as another.</summary>
    IdentityLinked = 3,

    /// <summary>Takes back a link.</summary>
    IdentityUnlinked = 4,

    /// <summary>What another system holds of the customer.</summary>
    SourceRecord = 5,

    /// <summary>An order.</summary>
    Purchase = 10,

    /// <summary>Money given back.</summary>
    Refund = 11,

    /// <summary>A survey was sent out.</summary>
    SurveyInvited = 20,

    /// <summary>An answer to a survey.</summary>
    SurveyAnswered = 21,

    /// <summary>A ticket was opened.</summary>
    TicketOpened = 30,

    /// <summary>A message in a ticket.</summary>
    TicketMessage = 31,

    /// <summary>A ticket was resolved.</summary>
    TicketResolved = 32,

    /// <summary>A ticket was reopened.</summary>
    TicketReopened = 33,

    /// <summary>A complaint.</summary>
    Complaint = 34,

    /// <summary>A telephone call.</summary>
    Call = 40,

    /// <summary>Time that staff spent with the customer.</summary>
    ContactTime = 41,

    /// <summary>A visit, online or in a store.</summary>
    Visit = 50,

    /// <summary>A step of a journey was entered.</summary>
    JourneyStep = 51,

    /// <summary>A promotion was offered.</summary>
    PromotionOffered = 60,

    /// <summary>A promotion was redeemed.</summary>
    PromotionRedeemed = 61,

    /// <summary>The customer was assigned to an arm of an experiment.</summary>
    ExperimentAssigned = 62,

    /// <summary>A subscription started.</summary>
    SubscriptionStarted = 70,

    /// <summary>A subscription changed.</summary>
    SubscriptionChanged = 71,

    /// <summary>A subscription was cancelled.</summary>
    SubscriptionCancelled = 72,

    /// <summary>A loyalty programme was joined.</summary>
    LoyaltyJoined = 80,

    /// <summary>A loyalty programme was left.</summary>
    LoyaltyLeft = 81,

    /// <summary>Points were earned.</summary>
    LoyaltyPointsEarned = 82,

    /// <summary>Points were redeemed.</summary>
    LoyaltyPointsRedeemed = 83,

    /// <summary>The customer was heard somewhere.</summary>
    Mention = 90,

    /// <summary>Metered usage.</summary>
    Usage = 91,

    /// <summary>What the customer cost.</summary>
    CustomerCost = 92,

    /// <summary>The tenant's own spending; a fact of the tenant.</summary>
    Spend = 100,

    /// <summary>A number that is entered rather than computed; a fact of the tenant.</summary>
    Observation = 101,

    /// <summary>What a unit of service costs; a fact of the tenant.</summary>
    ServiceRate = 102,
}
