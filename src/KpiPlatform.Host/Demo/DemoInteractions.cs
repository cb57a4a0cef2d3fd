using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Host.Demo;

/// <summary>Builds the interactions of one customer. The caller numbers them, so that the same history has the same ids.</summary>
/// <param name="customer">Whose.</param>
/// <param name="nextId">Makes the next id.</param>
internal sealed class DemoInteractions(DemoCustomer customer, Func<string> nextId)
{
    private const string Currency = "EUR";
    private const int CentsPerUnit = 100;
    private const int NanosPerCent = 10_000_000;

    /// <summary>An interaction without its kind.</summary>
    public Interaction At(DateTimeOffset time, string source, string? channel = null)
    {
        // The contract keeps microseconds; whole seconds read better.
        var interaction = new Interaction
        {
            Customer = customer.Id,
            Source = source,
            Id = nextId(),
            OccurTime = new Timestamp { Seconds = time.ToUnixTimeSeconds() },
            Channel = channel ?? customer.Channel,
        };
        interaction.Labels["region"] = customer.Region;
        return interaction;
    }

    /// <summary>Money of the tenant's currency.</summary>
    public static Money Money(long cents) => new()
    {
        CurrencyCode = Currency,
        Units = cents / CentsPerUnit,
        Nanos = (int)(cents % CentsPerUnit) * NanosPerCent,
    };

    /// <summary>The customer signed up.</summary>
    public Interaction Registered(DateTimeOffset time)
    {
        var interaction = At(time, "crm");
        interaction.CustomerRegistered = new CustomerRegistered { Medium = customer.Medium, Campaign = customer.Medium + "-2026" };
        interaction.CustomerRegistered.Attributes["region"] = customer.Region;
        return interaction;
    }

    /// <summary>An order of one to three lines.</summary>
    public Interaction Purchase(DateTimeOffset time, DemoChance chance, out long cents)
    {
        var interaction = At(time, "shop", chance.Happens(0.8) ? customer.Channel : "web");
        var purchase = new Purchase();
        cents = 0;
        var lines = chance.Between(1, 3);
        for (var line = 0; line < lines; line++)
        {
            var price = (long)Math.Clamp(chance.Skewed(2_200, 0.6), 300, 40_000);
            var category = chance.Pick("home", "garden", "toys", "books");
            purchase.Lines.Add(new OrderLine
            {
                Product = string.Create(null, $"{category}-{chance.Between(1, 40)}"),
                Category = category,
                Quantity = 1,
                UnitPrice = Money(price),
            });
            cents += price;
        }

        purchase.Amount = Money(cents);
        purchase.Tax = Money(cents * 19 / 100);
        purchase.Cost = Money(cents * chance.Between(50, 70) / 100);
        if (chance.Happens(0.12))
        {
            purchase.Discount = Money(cents / 10);
            purchase.PromotionIds.Add("ten-percent");
        }

        interaction.Purchase = purchase;
        return interaction;
    }

    /// <summary>Money back for an order.</summary>
    public Interaction Refund(DateTimeOffset time, string order, long cents)
    {
        var interaction = At(time, "shop");
        interaction.Refund = new Refund { OrderId = order, Amount = Money(cents) };
        return interaction;
    }

    /// <summary>A look around.</summary>
    public Interaction Visit(DateTimeOffset time, DemoChance chance)
    {
        var interaction = At(time, "shop");
        interaction.Visit = new Visit
        {
            Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(Math.Clamp((int)chance.Skewed(180, 0.9), 5, 7_200))),
            Pages = chance.Between(1, 15),
            Place = customer.Channel == "store" ? VisitPlace.Store : VisitPlace.Online,
        };
        return interaction;
    }

    /// <summary>A survey was sent.</summary>
    public Interaction Invited(DateTimeOffset time, string survey)
    {
        var interaction = At(time, "survey", "email");
        interaction.SurveyInvited = new SurveyInvited { Survey = survey };
        return interaction;
    }

    /// <summary>A survey was answered.</summary>
    public Interaction Answered(DateTimeOffset time, string survey, double value, string? order = null, string? ticket = null)
    {
        var interaction = At(time, "survey", "email");
        interaction.SurveyAnswered = new SurveyAnswered { Survey = survey, Value = value };
        if (order is not null)
            interaction.SurveyAnswered.OrderId = order;
        if (ticket is not null)
            interaction.SurveyAnswered.Ticket = ticket;
        return interaction;
    }

    /// <summary>A ticket was raised.</summary>
    public Interaction TicketOpened(DateTimeOffset time, string ticket, string category)
    {
        var interaction = At(time, "helpdesk");
        interaction.TicketOpened = new TicketOpened
        {
            Ticket = ticket,
            Category = category,
            Priority = TicketPriority.Normal,
            DueTime = Timestamp.FromDateTimeOffset(time.AddDays(2)),
        };
        return interaction;
    }

    /// <summary>Somebody wrote.</summary>
    public Interaction TicketMessage(DateTimeOffset time, string ticket, MessageAuthor author)
    {
        var interaction = At(time, "helpdesk");
        interaction.TicketMessage = new TicketMessage { Ticket = ticket, Author = author };
        return interaction;
    }

    /// <summary>A ticket was resolved.</summary>
    public Interaction TicketResolved(DateTimeOffset time, string ticket)
    {
        var interaction = At(time, "helpdesk");
        interaction.TicketResolved = new TicketResolved { Ticket = ticket };
        return interaction;
    }

    /// <summary>A ticket was not solved after all.</summary>
    public Interaction TicketReopened(DateTimeOffset time, string ticket)
    {
        var interaction = At(time, "helpdesk");
        interaction.TicketReopened = new TicketReopened { Ticket = ticket };
        return interaction;
    }

    /// <summary>The customer complained.</summary>
    public Interaction Complained(DateTimeOffset time, string ticket, string category)
    {
        var interaction = At(time, "helpdesk");
        interaction.Complaint = new Complaint { Category = category, Ticket = ticket };
        return interaction;
    }

    /// <summary>The customer called about a ticket and an agent answered.</summary>
    public Interaction Called(DateTimeOffset time, string ticket, DemoChance chance)
    {
        var interaction = At(time, "telephony", "phone");
        interaction.Call = new Call
        {
            Call_ = interaction.Id,
            QueueDuration = Seconds(chance.Skewed(15, 0.8)),
            TalkDuration = Seconds(chance.Skewed(240, 0.6)),
            WrapUpDuration = Seconds(chance.Skewed(60, 0.4)),
            Outcome = CallOutcome.Answered,
            Ticket = ticket,
        };
        return interaction;
    }

    /// <summary>The club subscription began.</summary>
    public Interaction Subscribed(DateTimeOffset time, string subscription)
    {
        var interaction = At(time, "billing");
        interaction.SubscriptionStarted = new SubscriptionStarted
        {
            Subscription = subscription,
            RecurringAmount = Money(990),
            Interval = BillingInterval.Month,
        };
        return interaction;
    }

    /// <summary>It ended.</summary>
    public Interaction Unsubscribed(DateTimeOffset time, string subscription)
    {
        var interaction = At(time, "billing");
        interaction.SubscriptionCancelled = new SubscriptionCancelled { Subscription = subscription };
        return interaction;
    }

    /// <summary>The customer joined the loyalty programme.</summary>
    public Interaction Joined(DateTimeOffset time)
    {
        var interaction = At(time, "crm");
        interaction.LoyaltyJoined = new LoyaltyJoined { Programme = "club" };
        return interaction;
    }

    /// <summary>An order earned points.</summary>
    public Interaction EarnedPoints(DateTimeOffset time, long points)
    {
        var interaction = At(time, "crm");
        interaction.LoyaltyPointsEarned = new LoyaltyPointsEarned { Programme = "club", Points = points };
        return interaction;
    }

    private static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(Math.Clamp((long)seconds, 0, 3_600)));
}
