using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Host.Demo;

/// <summary>What happens in the demo from now on: now and then somebody buys, looks around, answers, asks for help. Not thread-safe.</summary>
/// <param name="run">Tells this run's ids from those of any other.</param>
internal sealed class DemoLive(string run)
{
    private const int OpenTicketsMax = 40;
    private readonly DemoChance _chance = new(unchecked((int)Environment.TickCount64));
    private readonly Queue<(DemoCustomer Customer, string Ticket)> _openTickets = new();
    private int _ids;

    /// <summary>What happens now.</summary>
    public Interaction Next(DateTimeOffset now)
    {
        var customer = DemoHistory.Customer(_chance.Between(1, DemoConstants.Customers));
        return _chance.Share() switch
        {
            < 0.35 => Make(customer).Visit(now, _chance),
            < 0.70 => Make(customer).Purchase(now, _chance, out _),
            < 0.78 => Make(customer).Answered(now, "csat", Scale(customer, 1, 5)),
            < 0.83 => Make(customer).Answered(now, "nps", Scale(customer, 0, 10)),
            < 0.86 => Make(customer).Answered(now, "ces", Scale(customer, 1, 7)),
            < 0.93 => Solve(now) ?? Open(customer, now),
            _ => Open(customer, now),
        };
    }

    private DemoInteractions Make(DemoCustomer customer) => new(customer, () => string.Create(null, $"{run}-{++_ids}"));

    private double Scale(DemoCustomer customer, int from, int to) =>
        Math.Clamp(Math.Round(from + ((to - from) * (customer.Mood + _chance.Normal(0.15, 0.12)))), from, to);

    private Interaction Open(DemoCustomer customer, DateTimeOffset now)
    {
        if (_openTickets.Count == OpenTicketsMax)
            return Solve(now)!;
        var interaction = Make(customer).TicketOpened(now, string.Create(null, $"{run}-t{_ids + 1}"), _chance.Pick("delivery", "quality", "invoice"));
        _openTickets.Enqueue((customer, interaction.TicketOpened.Ticket));
        return interaction;
    }

    private Interaction? Solve(DateTimeOffset now) =>
        _openTickets.TryDequeue(out var open) ? Make(open.Customer).TicketResolved(now, open.Ticket) : null;
}
