using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>Tickets: times to reply and to resolve, due times kept, first contact resolution, reopenings, the backlog.</summary>
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

    /// <summary>Counts an opening; false if the ticket was opened before.</summary>
    internal bool Opened(Interaction interaction, TicketOpened facts, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        var at = Find(facts.Ticket);
        if (at >= 0 && _tickets[at].OpenedAt is not null)
            return false;
        sink.AddFlow(context, interaction, profile, BuiltInMeasures.TicketsOpened, day, 1);
        if (facts.Category.Length > 0)
        {
            for (var i = 0; i < _tickets.Count; i++)
            {
                if (string.Equals(_tickets[i].Category, facts.Category, StringComparison.Ordinal))
                    Fail(i, interaction.OccurredAt, context, sink);
            }
        }

        if (facts.DueAt is not null)
            sink.Add(BuiltInMeasures.TicketsDue, Granularity.None, day, 1);
        at = FindOrAdd(facts.Ticket);

        // A resolution that comes before the opening has no resolution time, and none may be taken back for it later.
        Change(
            at,
            _tickets[at] with
            {
                OpenedAt = interaction.OccurredAt,
                Category = facts.Category,
                DueAt = facts.DueAt,
                Channel = context.ChannelIndex(interaction.Channel),
                LastResolvedAt = null,
                IsOpen = true,
            },
            day,
            context,
            sink);
        return true;
    }

    internal void Message(Interaction interaction, TicketMessage facts, FoldContext context, ContributionSink sink)
    {
        if (Find(facts.Ticket) is not (var at and >= 0))
            return;
        if (facts.Author == MessageAuthor.Customer)
            Fail(at, interaction.OccurredAt, context, sink);
        else if (_tickets[at] is { Replied: false, OpenedAt: { } opened })
            Reply(at, opened, interaction.OccurredAt, context, sink);
    }

    internal void Reopened(Interaction interaction, TicketReopened facts, int day, FoldContext context, ContributionSink sink)
    {
        var at = FindOrAdd(facts.Ticket);
        Fail(at, interaction.OccurredAt, context, sink);
        var ticket = _tickets[at];
        CountReopening(ticket, context, sink);
        Change(
            at,
            ticket with { IsOpen = true, HeldDays = [], BrokenDay = ticket.HeldDays.Count > 0 ? ticket.HeldDays[^1] : ticket.BrokenDay },
            day,
            context,
            sink);
    }

    /// <summary>Index of the channel that a ticket was opened through; null if its opening is not known.</summary>
    internal int? ChannelOf(string ticket) => Find(ticket) is var at and >= 0 && _tickets[at].OpenedAt is not null ? _tickets[at].Channel : null;

    internal void ResolvedAt(Interaction interaction, TicketResolved facts, int day, FoldContext context, ContributionSink sink)
    {
        var at = FindOrAdd(facts.Ticket);
        var ticket = _tickets[at];
        if (ticket.FirstResolvedAt is null)
            sink.Add(BuiltInMeasures.FirstResolved, Granularity.None, day, 1);
        if (ticket.OpenedAt is { } opened)
            CountResolution(ticket, opened, interaction.OccurredAt, day, context, sink);
        CountResolved(ticket, day, context, sink);
        Change(
            at,
            ticket with
            {
                FirstResolvedAt = ticket.FirstResolvedAt ?? interaction.OccurredAt,
                LastResolvedAt = interaction.OccurredAt,
                HeldDays = [.. ticket.HeldDays, day],
                IsOpen = false,
            },
            day,
            context,
            sink);
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
            writer.OptionalTime(ticket.DueAt);
            writer.OptionalTime(ticket.FirstResolvedAt);
            writer.OptionalTime(ticket.LastResolvedAt);
            writer.Flag(ticket.IsOpen);
            writer.Flag(ticket.Failed);
            writer.Flag(ticket.Replied);
            writer.Signed(ticket.Channel);
            writer.Unsigned((ulong)ticket.HeldDays.Count);
            foreach (var day in ticket.HeldDays)
                writer.Signed(day);
            writer.Flag(ticket.BrokenDay is not null);
            writer.Signed(ticket.BrokenDay ?? 0);
        }
    }

    internal static TicketsFold Read(ref StateReader reader)
    {
        var fold = new TicketsFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._tickets.Add(ReadTicket(ref reader));
        return fold;
    }

    private static TicketState ReadTicket(ref StateReader reader)
    {
        var ticket = new TicketState
        {
            Ticket = reader.Text(),
            Category = reader.Text(),
            OpenedAt = reader.OptionalTime(),
            DueAt = reader.OptionalTime(),
            FirstResolvedAt = reader.OptionalTime(),
            LastResolvedAt = reader.OptionalTime(),
            IsOpen = reader.Flag(),
            Failed = reader.Flag(),
            Replied = reader.Flag(),
            Channel = reader.Int(),
        };
        var held = new int[reader.Count()];
        for (var i = 0; i < held.Length; i++)
            held[i] = reader.Int();
        var isBroken = reader.Flag();
        var broken = reader.Int();
        return ticket with { HeldDays = held, BrokenDay = isBroken ? broken : null };
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
        _tickets.Add(new() { Ticket = ticket });
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

    private void Reply(int index, Instant opened, Instant replied, FoldContext context, ContributionSink sink)
    {
        var day = context.Calendar.DayOf(opened);
        sink.Add(BuiltInMeasures.Replies, Granularity.None, day, 1);
        var bucket = DimensionValue.Bucket(QuantileSketch.BucketOf(Milliseconds(opened, replied)));
        sink.Add(BuiltInMeasures.ReplyMillisecondsSketch, Granularity.None, bucket, day, 1);
        _tickets[index] = _tickets[index] with { Replied = true };
    }

    /// <summary>Replaces what is known of a ticket, moving it in and out of the backlog and of what is due.</summary>
    private void Change(int index, TicketState after, int day, FoldContext context, ContributionSink sink)
    {
        var before = _tickets[index];
        _tickets[index] = after;
        if (before.IsOpen != after.IsOpen)
            sink.Add(BuiltInMeasures.Backlog, Granularity.None, day, after.IsOpen ? 1 : -1);
        CountDue(before, -1, context, sink);
        CountDue(after, 1, context, sink);
    }

    private static void CountDue(TicketState ticket, int sign, FoldContext context, ContributionSink sink)
    {
        if (ticket is not { OpenedAt: { } opened, DueAt: { } due })
            return;
        var day = context.Calendar.DayOf(opened);
        if (ticket.IsOpen)
            sink.Add(BuiltInMeasures.TicketsDueOpen, Granularity.None, DimensionValue.OfDay(day), Math.Clamp(context.Calendar.DayOf(due), CellKey.MinDay, CellKey.MaxDay), sign);
        else if (ticket.LastResolvedAt <= due)
            sink.Add(BuiltInMeasures.TicketsDueMet, Granularity.None, day, sign);
    }

    /// <summary>Counts a resolution in the periods that it is the first in.</summary>
    private static void CountResolved(TicketState ticket, int day, FoldContext context, ContributionSink sink)
    {
        var earlier = ticket.HeldDays.Count > 0 ? ticket.HeldDays[^1] : ticket.BrokenDay;
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (context.Periods.Keeps(start) && !(earlier >= start))
                sink.Add(BuiltInMeasures.TicketsResolved, context.Periods[g], day, 1);
        }
    }

    /// <summary>Each period with a resolution that held so far counts the ticket as reopened, unless one before it in the period did.</summary>
    private static void CountReopening(TicketState ticket, FoldContext context, ContributionSink sink)
    {
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var before = ticket.BrokenDay;
            foreach (var day in ticket.HeldDays)
            {
                var start = context.Periods.Start(g, day);
                if (context.Periods.Keeps(start) && !(before >= start))
                    sink.Add(BuiltInMeasures.TicketsReopened, context.Periods[g], day, 1);
                before = day;
            }
        }
    }
}
