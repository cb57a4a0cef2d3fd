namespace KpiPlatform.Host.Demo;

/// <summary>Who a customer of the demo is; drawn once, so that history and live stream know the same people.</summary>
internal sealed class DemoCustomer
{
    private const double BuyersShare = 0.92;
    private const double MemberShare = 0.3;
    private const double SubscriberShare = 0.12;

    public DemoCustomer(int number, DemoChance chance)
    {
        Id = DemoConstants.Customer(number);
        Region = chance.Pick("north", "south", "east", "west");
        Channel = chance.Pick("web", "web", "app", "app", "store");
        Medium = chance.Pick("search", "search", "social", "referral", "direct");
        (OrdersPerMonth, StayMonths) = chance.Share() switch
        {
            < 0.30 => (0.08, 2.0),
            < 0.65 => (0.4, 9.0),
            < 0.90 => (1.0, 15.0),
            _ => (2.2, 36.0),
        };
        Mood = Math.Clamp(chance.Normal(0.7, 0.15), 0.2, 0.98);
        Buys = chance.Happens(BuyersShare);
        IsMember = chance.Happens(MemberShare);
        Subscribes = chance.Happens(SubscriberShare);
    }

    /// <summary>External id.</summary>
    public string Id { get; }

    /// <summary>Where the customer lives.</summary>
    public string Region { get; }

    /// <summary>Where the customer mostly buys.</summary>
    public string Channel { get; }

    /// <summary>What brought the customer.</summary>
    public string Medium { get; }

    /// <summary>Orders per month while the customer stays.</summary>
    public double OrdersPerMonth { get; }

    /// <summary>How long the customer stays on average.</summary>
    public double StayMonths { get; }

    /// <summary>How content the customer is, 0 to 1.</summary>
    public double Mood { get; }

    /// <summary>Whether the customer ever buys; the others look around.</summary>
    public bool Buys { get; }

    /// <summary>Whether the customer is in the loyalty programme.</summary>
    public bool IsMember { get; }

    /// <summary>Whether the customer takes the club subscription at some time.</summary>
    public bool Subscribes { get; }
}
