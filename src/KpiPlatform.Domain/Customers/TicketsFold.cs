using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>Tickets: resolution times, first contact resolution, the backlog.</summary>
public sealed class TicketsFold
{
    /// <summary>A first resolution holds if nothing speaks against it for so many days.</summary>
    public const int HoldDays = 7;

    private List<TicketState> _tickets = [];

    /// <summary>Tickets open now.</summary>
    public long Open => _tickets.Count(ticket => ticket.IsOpen);

    /// <summary>Tickets that were resolved, and whose opening is known.</summary>
    public long Resolved => _tickets.Count(ticket => ticket is { OpenedAt: not null, LastResolvedAt: not null });

    /// <summary>Σ opening to last resolution of these, milliseconds.</summary>
    public long ResolutionMilliseconds =>
        _tickets.Sum(ticket => ticket is { OpenedAt: { } opened, LastResolvedAt: { } resolved } ? Milliseconds(opened, resolved) : 0);

    internal void Opened(Interaction interaction, TicketOpened facts, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        var at = Find(facts.Ticket);
        if (at >= 0 && _tickets[at].OpenedAt is not null)
            return;
        sink.AddFlow(context, interaction, profile, BuiltInMeasures.TicketsOpened, day, 1);
        if (facts.Category.Length > 0)
        {
            for (var i = 0; i < _tickets.Count; i++)
            {
                if (string.Equals(_tickets[i].Category, facts.Category, StringComparison.Ordinal))
                    Fail(i, interaction.OccurredAt, context, sink);
            }
        }

        // A resolution that comes before the opening has no resolution time, and none may be taken back for it later.
        if (at >= 0)
            _tickets[at] = _tickets[at] with { OpenedAt = interaction.OccurredAt, Category = facts.Category, LastResolvedAt = null };
        else
            _tickets.Add(new(facts.Ticket, facts.Category, interaction.OccurredAt, null, null, IsOpen: true, Failed: false));
    }

    internal void Message(Interaction interaction, TicketMessage facts, FoldContext context, ContributionSink sink)
    {
        if (facts.Author == MessageAuthor.Customer && Find(facts.Ticket) is var at and >= 0)
            Fail(at, interaction.OccurredAt, context, sink);
    }

    internal void Reopened(Interaction interaction, TicketReopened facts, FoldContext context, ContributionSink sink)
    {
        var at = FindOrAdd(facts.Ticket);
        Fail(at, interaction.OccurredAt, context, sink);
        _tickets[at] = _tickets[at] with { IsOpen = true };
    }

    internal void ResolvedAt(Interaction interaction, TicketResolved facts, int day, FoldContext context, ContributionSink sink)
    {
        var at = FindOrAdd(facts.Ticket);
        var ticket = _tickets[at];
        if (ticket.FirstResolvedAt is null)
            sink.Add(BuiltInMeasures.FirstResolved, Granularity.None, day, 1);
        if (ticket.OpenedAt is { } opened)
            CountResolution(ticket, opened, interaction.OccurredAt, day, context, sink);
        _tickets[at] = ticket with
        {
            FirstResolvedAt = ticket.FirstResolvedAt ?? interaction.OccurredAt,
            LastResolvedAt = interaction.OccurredAt,
            IsOpen = false,
        };
    }

    internal TicketsFold Clone() => new() { _tickets = [.. _tickets] };

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_tickets.Count);
        foreach (var ticket in _tickets)
        {
            writer.Text(ticket.Ticket);
            writer.Text(ticket.Category);
            writer.OptionalTime(ticket.OpenedAt);
            writer.OptionalTime(ticket.FirstResolvedAt);
            writer.OptionalTime(ticket.LastResolvedAt);
            writer.Flag(ticket.IsOpen);
            writer.Flag(ticket.Failed);
        }
    }

    internal static TicketsFold Read(ref StateReader reader)
    {
        var fold = new TicketsFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._tickets.Add(new(reader.Text(), reader.Text(), reader.OptionalTime(), reader.OptionalTime(), reader.OptionalTime(), reader.Flag(), reader.Flag()));
        return fold;
    }

    private static long Milliseconds(Instant opened, Instant resolved) => (long)(resolved - opened).TotalMilliseconds;

    private static void CountResolution(TicketState ticket, Instant opened, Instant resolved, int day, FoldContext context, ContributionSink sink)
    {
        int? earlierDay = ticket.LastResolvedAt is { } last ? context.Calendar.DayOf(last) : null;
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (!context.Periods.Keeps(start))
                continue;

            // An earlier resolution in the same period is taken back on the day of the new one, so that every prefix of the period stays true.
            if (earlierDay >= start)
                sink.Add(BuiltInMeasures.ResolutionMilliseconds, context.Periods[g], day, -Milliseconds(opened, ticket.LastResolvedAt!.Value));
            else
                sink.Add(BuiltInMeasures.ResolutionCount, context.Periods[g], day, 1);
            sink.Add(BuiltInMeasures.ResolutionMilliseconds, context.Periods[g], day, Milliseconds(opened, resolved));
        }
    }

    private int Find(string ticket) => _tickets.FindIndex(known => string.Equals(known.Ticket, ticket, StringComparison.Ordinal));

    private int FindOrAdd(string ticket)
    {
        var at = Find(ticket);
        if (at >= 0)
            return at;
        _tickets.Add(new(ticket, string.Empty, null, null, null, IsOpen: false, Failed: false));
        return _tickets.Count - 1;
    }

    private void Fail(int index, Instant at, FoldContext context, ContributionSink sink)
    {
        var ticket = _tickets[index];
        if (ticket.Failed || ticket.FirstResolvedAt is not { } resolved || at > context.PlusDays(resolved, HoldDays))
            return;
        sink.Add(BuiltInMeasures.FirstResolvedFailed, Granularity.None, context.Calendar.DayOf(resolved), 1);
        _tickets[index] = ticket with { Failed = true };
    }
}
