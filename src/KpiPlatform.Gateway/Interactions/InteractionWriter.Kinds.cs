using Google.Protobuf.Collections;
using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionWriter
{
    private static void WriteFacts(Wire.Interaction proto, Facts facts, Currency currency)
    {
        switch (facts)
        {
            case CustomerRegistered fact:
                proto.CustomerRegistered = Write(fact);
                break;
            case ProfileUpdated fact:
                proto.ProfileUpdated = Write(fact);
                break;
            case IdentityLinked fact:
                proto.IdentityLinked = new() { Survivor = fact.Survivor };
                break;
            case IdentityUnlinked fact:
                proto.IdentityUnlinked = new() { Survivor = fact.Survivor };
                break;
            case SourceRecord fact:
                proto.SourceRecord = new() { System = fact.System, ExternalId = fact.ExternalId, Digest = fact.Digest };
                break;
            case Purchase fact:
                proto.Purchase = Write(fact, currency);
                break;
            case Refund fact:
                proto.Refund = Write(fact, currency);
                break;
            case SurveyInvited fact:
                proto.SurveyInvited = new() { Survey = fact.Survey };
                break;
            case SurveyAnswered fact:
                proto.SurveyAnswered = Write(fact);
                break;
            case TicketOpened fact:
                proto.TicketOpened = Write(fact);
                break;
            case TicketMessage fact:
                proto.TicketMessage = new() { Ticket = fact.Ticket, Author = (Wire.MessageAuthor)fact.Author };
                break;
            case TicketResolved fact:
                proto.TicketResolved = new() { Ticket = fact.Ticket };
                break;
            case TicketReopened fact:
                proto.TicketReopened = new() { Ticket = fact.Ticket };
                break;
            case Complaint fact:
                proto.Complaint = Write(fact);
                break;
            case Call fact:
                proto.Call = Write(fact);
                break;
            case ContactTime fact:
                proto.ContactTime = new() { Duration = Span(fact.Duration), Staff = fact.Staff, Call = fact.CallId };
                break;
            case Visit fact:
                proto.Visit = new() { Session = fact.Session, Duration = Span(fact.Duration), Pages = fact.Pages, Place = (Wire.VisitPlace)fact.Place };
                break;
            case JourneyStep fact:
                proto.JourneyStep = new() { Journey = fact.Journey, Instance = fact.Instance, Step = fact.Step };
                break;
            case PromotionOffered fact:
                proto.PromotionOffered = new() { Promotion = fact.Promotion };
                break;
            case PromotionRedeemed fact:
                proto.PromotionRedeemed = new() { Promotion = fact.Promotion };
                break;
            case ExperimentAssigned fact:
                proto.ExperimentAssigned = new() { Experiment = fact.Experiment, Arm = fact.Arm };
                break;
            case SubscriptionStarted fact:
                proto.SubscriptionStarted = Write(fact, currency);
                break;
            case SubscriptionChanged fact:
                proto.SubscriptionChanged = Write(fact, currency);
                break;
            case SubscriptionCancelled fact:
                proto.SubscriptionCancelled = new() { Subscription = fact.Subscription, EffectiveTime = Time(fact.EffectiveAt) };
                break;
            case LoyaltyJoined fact:
                proto.LoyaltyJoined = new() { Programme = fact.Programme };
                break;
            case LoyaltyLeft fact:
                proto.LoyaltyLeft = new() { Programme = fact.Programme };
                break;
            case LoyaltyPointsEarned fact:
                proto.LoyaltyPointsEarned = new() { Programme = fact.Programme, Points = fact.Points };
                break;
            case LoyaltyPointsRedeemed fact:
                proto.LoyaltyPointsRedeemed = new() { Programme = fact.Programme, Points = fact.Points };
                break;
            case Mention fact:
                proto.Mention = new() { Text = fact.Text, Tags = { fact.Tags } };
                break;
            case Usage fact:
                proto.Usage = new() { Meter = fact.Meter, Quantity = fact.Quantity, Unit = fact.Unit };
                break;
            case CustomerCost fact:
                proto.CustomerCost = Write(fact, currency);
                break;
            case Spend fact:
                proto.Spend = Write(fact, currency);
                break;
            case Observation fact:
                proto.Observation = new() { Indicator = fact.Indicator, Value = fact.Value, Comment = fact.Comment };
                break;
            case ServiceRate fact:
                proto.ServiceRate = Write(fact, currency);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(facts), facts.Kind, "Not a kind of interaction.");
        }
    }

    private static Wire.CustomerRegistered Write(CustomerRegistered fact)
    {
        var proto = new Wire.CustomerRegistered { Referrer = fact.Referrer, Medium = fact.Medium, Campaign = fact.Campaign, Salesperson = fact.Salesperson };
        Add(proto.Attributes, fact.Attributes);
        return proto;
    }

    private static Wire.ProfileUpdated Write(ProfileUpdated fact)
    {
        var proto = new Wire.ProfileUpdated();
        Add(proto.Attributes, fact.Attributes);
        return proto;
    }

    private static Wire.Purchase Write(Purchase fact, Currency currency) => new()
    {
        OrderId = fact.OrderId,
        Amount = Amount(fact.AmountMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        Discount = AmountOrNone(fact.DiscountMinor, fact.Sent, fact.Sent?.DiscountMinor ?? 0, currency),
        Tax = AmountOrNone(fact.TaxMinor, fact.Sent, fact.Sent?.TaxMinor ?? 0, currency),
        Cost = AmountOrNone(fact.CostMinor, fact.Sent, fact.Sent?.CostMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
        Lines = { fact.Lines.Select(line => Line(line, fact.Sent, currency)) },
        PromotionIds = { fact.PromotionIds },
        Salesperson = fact.Salesperson,
        Customised = fact.Customised,
    };

    private static Wire.Refund Write(Refund fact, Currency currency) => new()
    {
        OrderId = fact.OrderId,
        Amount = Amount(fact.AmountMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
        Lines = { fact.Lines.Select(line => Line(line, fact.Sent, currency)) },
    };

    private static Wire.SurveyAnswered Write(SurveyAnswered fact)
    {
        var proto = new Wire.SurveyAnswered { Survey = fact.Survey, Item = fact.Item, Value = fact.Value, Comment = fact.Comment };
        foreach (var factor in fact.Factors)
        {
            var written = new Wire.SurveyFactor { Name = factor.Name, Score = factor.Score };
            if (factor.Importance is { } importance)
                written.Importance = importance;
            proto.Factors.Add(written);
        }

        switch (fact.About.Kind)
        {
            case AboutKind.Ticket:
                proto.Ticket = fact.About.Id;
                break;
            case AboutKind.Order:
                proto.OrderId = fact.About.Id;
                break;
            case AboutKind.Channel:
                proto.Channel = fact.About.Id;
                break;
        }

        return proto;
    }

    private static Wire.Complaint Write(Complaint fact)
    {
        var proto = new Wire.Complaint { Category = fact.Category };
        switch (fact.About.Kind)
        {
            case AboutKind.Ticket:
                proto.Ticket = fact.About.Id;
                break;
            case AboutKind.Order:
                proto.OrderId = fact.About.Id;
                break;
            case AboutKind.Product:
                proto.Product = fact.About.Id;
                break;
        }

        return proto;
    }

    private static Wire.TicketOpened Write(TicketOpened fact) => new()
    {
        Ticket = fact.Ticket,
        Category = fact.Category,
        Priority = (Wire.TicketPriority)fact.Priority,
        DueTime = fact.DueAt is { } due ? Time(due) : null,
    };

    private static Wire.Call Write(Call fact) => new()
    {
        Call_ = fact.CallId,
        IvrDuration = Span(fact.Ivr),
        QueueDuration = Span(fact.Queue),
        TalkDuration = Span(fact.Talk),
        HoldDuration = Span(fact.Hold),
        WrapUpDuration = Span(fact.WrapUp),
        Outcome = (Wire.CallOutcome)fact.Outcome,
        Transferred = fact.Transferred,
        Ticket = fact.Ticket,
    };

    private static Wire.SubscriptionStarted Write(SubscriptionStarted fact, Currency currency) => new()
    {
        Subscription = fact.Subscription,
        RecurringAmount = Amount(fact.RecurringMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
        Interval = (Wire.BillingInterval)fact.Interval,
        EffectiveTime = Time(fact.EffectiveAt),
    };

    private static Wire.SubscriptionChanged Write(SubscriptionChanged fact, Currency currency) => new()
    {
        Subscription = fact.Subscription,
        RecurringAmount = Amount(fact.RecurringMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
        Interval = (Wire.BillingInterval)fact.Interval,
        EffectiveTime = Time(fact.EffectiveAt),
    };

    private static Wire.CustomerCost Write(CustomerCost fact, Currency currency) => new()
    {
        Amount = Amount(fact.AmountMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
        CostKind = fact.CostKind,
    };

    private static Wire.Spend Write(Spend fact, Currency currency) => new()
    {
        Category = (Wire.SpendCategory)fact.Category,
        Amount = Amount(fact.AmountMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
        Medium = fact.Medium,
        Campaign = fact.Campaign,
        StartTime = Time(fact.Start),
        EndTime = Time(fact.End),
    };

    private static Wire.ServiceRate Write(ServiceRate fact, Currency currency) => new()
    {
        Unit = (Wire.ServiceRateUnit)fact.Unit,
        Rate = Amount(fact.RateMinor, fact.Sent, fact.Sent?.AmountMinor ?? 0, currency),
        ExchangeRate = Rate(fact.Sent),
    };

    private static void Add(MapField<string, string> map, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        foreach (var (key, value) in pairs)
            map.Add(key, value);
    }
}
