using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Host.Demo;

/// <summary>
/// The past of the demo: what every customer did between two moments. A function of those moments alone, ids included, so that sending it
/// again changes nothing.
/// </summary>
internal sealed class DemoHistory
{
    private const double DaysPerMonth = 30.44;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;

    public DemoHistory(DateTimeOffset from, DateTimeOffset to)
    {
        _from = from;
        _to = to;
    }

    /// <summary>Who a customer is.</summary>
    public static DemoCustomer Customer(int number) => new(number, Chance(number));

    /// <summary>What all customers did, in the order in which it happened.</summary>
    public IReadOnlyList<Interaction> All()
    {
        var all = new List<Interaction>();
        for (var number = 1; number <= DemoConstants.Customers; number++)
            all.AddRange(Of(number));
        return [.. all.OrderBy(interaction => interaction.OccurTime.Seconds)];
    }

    /// <summary>What one customer did.</summary>
    public IEnumerable<Interaction> Of(int number)
    {
        var chance = Chance(number);
        var customer = new DemoCustomer(number, chance);
        var ids = 0;
        var life = new Life(customer, new DemoInteractions(customer, () => string.Create(null, $"{number:D5}-{++ids}")), chance, _from, _to);
        return life.Live().Where(interaction => interaction.OccurTime.Seconds < _to.ToUnixTimeSeconds());
    }

    private static DemoChance Chance(int number) => new(unchecked((DemoConstants.Seed * 31) + number));

    /// <summary>One customer's way through the shop.</summary>
    private sealed class Life(DemoCustomer customer, DemoInteractions make, DemoChance chance, DateTimeOffset from, DateTimeOffset to)
    {
        private readonly List<Interaction> _done = [];
        private int _tickets;

        public List<Interaction> Live()
        {
            // A quarter was there in the first weeks, the rest comes over time, a little more of it later.
            var span = to - from;
            var start = from + (chance.Happens(0.25) ? span * 0.1 * chance.Share() : span * Math.Pow(chance.Share(), 0.8));
            var end = start + chance.Wait(TimeSpan.FromDays(customer.StayMonths * DaysPerMonth));
            end = end < to ? end : to;

            _done.Add(make.Registered(start));
            for (var time = start; time < end; time += chance.Wait(TimeSpan.FromDays(25)))
                _done.Add(make.Visit(time, chance));
            if (!customer.Buys)
                return _done;

            if (customer.IsMember)
                _done.Add(make.Joined(start.AddMinutes(5)));
            Subscription(start.AddDays(chance.Between(10, 60)), end);
            var between = TimeSpan.FromDays(DaysPerMonth / customer.OrdersPerMonth);
            for (var time = start.AddMinutes(20); time < end; time += chance.Wait(between / Season(time)))
                Order(time);
            for (var time = start.AddDays(chance.Between(30, 120)); time < end; time = time.AddDays(180))
                NetPromoter(time);
            return _done;
        }

        // November and December are busy, high summer is quiet.
        private static double Season(DateTimeOffset time) => time.Month switch
        {
            11 or 12 => 1.6,
            7 or 8 => 0.8,
            _ => 1.0,
        };

        // Things get better over the history, so that the scorecard has something to show.
        private double Mood(DateTimeOffset time) =>
            Math.Clamp(customer.Mood + (0.12 * ((time - from) / (to - from))) + chance.Normal(0, 0.12), 0.02, 0.99);

        private void Order(DateTimeOffset time)
        {
            var purchase = make.Purchase(time, chance, out var cents);
            _done.Add(purchase);
            if (customer.IsMember && cents >= 100)
                _done.Add(make.EarnedPoints(time.AddMinutes(1), cents / 100));
            if (chance.Happens(0.04))
                _done.Add(make.Refund(time.AddDays(chance.Between(2, 14)), purchase.Id, cents));
            if (chance.Happens(0.3))
                Satisfaction(time.AddDays(2), purchase.Id);
            if (chance.Happens(0.09))
                Ticket(time.AddHours(chance.Between(5, 100)));
        }

        private void Satisfaction(DateTimeOffset time, string order)
        {
            _done.Add(make.Invited(time, "csat"));
            if (chance.Happens(0.45))
                _done.Add(make.Answered(time.AddHours(chance.Between(1, 72)), "csat", Math.Clamp(Math.Round(0.8 + (Mood(time) * 4.6)), 1, 5), order));
        }

        private void NetPromoter(DateTimeOffset time)
        {
            _done.Add(make.Invited(time, "nps"));
            if (chance.Happens(0.4))
                _done.Add(make.Answered(time.AddHours(chance.Between(1, 96)), "nps", Math.Clamp(Math.Round(Mood(time) * 11.2), 0, 10)));
        }

        private void Subscription(DateTimeOffset time, DateTimeOffset end)
        {
            if (!customer.Subscribes || time >= end)
                return;
            var subscription = customer.Id + "-club";
            _done.Add(make.Subscribed(time, subscription));
            if (end < to || chance.Happens(0.2))
                _done.Add(make.Unsubscribed(time + ((end - time) * chance.Share()) + TimeSpan.FromHours(1), subscription));
        }

        private void Ticket(DateTimeOffset time)
        {
            var ticket = $"{customer.Id}-t{++_tickets}";
            var category = chance.Pick("delivery", "delivery", "quality", "invoice", "account");
            _done.Add(make.TicketOpened(time, ticket, category));
            if (chance.Happens(0.35))
                _done.Add(make.Called(time.AddMinutes(2), ticket, chance));
            if (chance.Happens(0.25))
                _done.Add(make.Complained(time.AddMinutes(5), ticket, category));
            var reply = time.AddMinutes(Math.Clamp(chance.Skewed(60, 0.9), 3, 2_000));
            _done.Add(make.TicketMessage(reply, ticket, MessageAuthor.Agent));
            var solved = reply.AddHours(Math.Clamp(chance.Skewed(14, 0.9), 0.2, 300));
            if (chance.Happens(0.3))
                _done.Add(make.TicketMessage(reply + ((solved - reply) / 2), ticket, MessageAuthor.Customer));
            _done.Add(make.TicketResolved(solved, ticket));
            if (chance.Happens(0.12))
            {
                _done.Add(make.TicketReopened(solved.AddHours(chance.Between(2, 90)), ticket));
                solved = solved.AddHours(chance.Between(100, 160));
                _done.Add(make.TicketResolved(solved, ticket));
            }

            if (chance.Happens(0.6))
                _done.Add(make.Answered(solved.AddHours(4), "ces", Math.Clamp(Math.Round(1 + (Mood(solved) * 6.4)), 1, 7), ticket: ticket));
        }
    }
}
