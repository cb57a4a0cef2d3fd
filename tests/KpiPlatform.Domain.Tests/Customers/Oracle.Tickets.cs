using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>Tickets.</content>
internal sealed partial class Oracle
{
    private void AddTickets(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        bool Within(OracleEvent e) => from <= e.Date && e.Date < to;
        long opened = 0, resolved = 0, milliseconds = 0, first = 0, failed = 0;
        var tickets = _events.Select(e => TicketOf(e.Facts)).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var ticket in tickets)
        {
            var mine = _events.Where(e => TicketOf(e.Facts) == ticket).ToList();
            var opening = mine.FirstOrDefault(e => e.Facts is TicketOpened);
            if (opening is not null && Within(opening))
                opened++;
            var last = mine.LastOrDefault(e => e.Facts is TicketResolved && Within(e) && opening is not null && e.Place > opening.Place);
            if (last is not null)
            {
                resolved++;
                milliseconds += (last.At.ToUnixTimeTicks() - opening!.At.ToUnixTimeTicks()) / 10_000;
            }

            var firstResolution = mine.FirstOrDefault(e => e.Facts is TicketResolved);
            if (firstResolution is null || !Within(firstResolution))
                continue;
            first++;
            if (_events.Any(e => SpeaksAgainst(e, ticket, opening, firstResolution)))
                failed++;
        }

        numbers["tickets opened"] = opened;
        numbers["resolutions"] = resolved;
        numbers["resolution milliseconds"] = milliseconds;
        numbers["first resolved"] = first;
        numbers["first resolved failed"] = failed;
    }

    /// <summary>
    /// A message of the customer, a reopening, or the opening of another ticket of the category that the ticket was opened under
    /// before that, all within seven days of the first resolution.
    /// </summary>
    private bool SpeaksAgainst(OracleEvent e, string ticket, OracleEvent? opening, OracleEvent resolution)
    {
        if (e.Place < resolution.Place || e.At > PlusDays(resolution.At, 7))
            return false;
        return e.Facts switch
        {
            TicketMessage message => message.Ticket == ticket && message.Author == MessageAuthor.Customer,
            TicketReopened reopened => reopened.Ticket == ticket,
            TicketOpened other => other.Ticket != ticket
                && other.Category.Length > 0
                && opening is not null && opening.Place < e.Place && ((TicketOpened)opening.Facts).Category == other.Category
                && !_events.Any(earlier => earlier.Place < e.Place && earlier.Facts is TicketOpened same && same.Ticket == other.Ticket),
            _ => false,
        };
    }

    private static string? TicketOf(Facts facts) => facts switch
    {
        TicketOpened opened => opened.Ticket,
        TicketMessage message => message.Ticket,
        TicketResolved resolved => resolved.Ticket,
        TicketReopened reopened => reopened.Ticket,
        _ => null,
    };

    private void AddTicketOutcomes(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        bool Within(OracleEvent e) => from <= e.Date && e.Date < to;
        long open = 0, resolved = 0, reopened = 0, due = 0, met = 0, dueOpen = 0, replies = 0;
        foreach (var ticket in _events.Select(e => TicketOf(e.Facts)).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var mine = _events.Where(e => TicketOf(e.Facts) == ticket).ToList();
            var opening = mine.FirstOrDefault(e => e.Facts is TicketOpened);
            bool IsOpenAfter(IEnumerable<OracleEvent> events) =>
                events.LastOrDefault(e => e == opening || e.Facts is TicketReopened or TicketResolved) is { Facts: not TicketResolved };
            open += One(IsOpenAfter(mine.Where(e => e.Date < to)));

            var resolutions = mine.Where(e => e.Facts is TicketResolved && Within(e)).ToList();
            resolved += One(resolutions.Count > 0);
            reopened += One(resolutions.Count > 0 && mine.Any(e => e.Facts is TicketReopened && e.Place > resolutions[0].Place));
            if (opening is null || !Within(opening))
                continue;
            replies += One(mine.Any(e => e.Place > opening.Place && e.Facts is TicketMessage { Author: MessageAuthor.Agent }));
            if (((TicketOpened)opening.Facts).DueAt is not { } dueAt)
                continue;
            due++;
            var isOpen = IsOpenAfter(mine);
            dueOpen += One(isOpen);
            met += One(!isOpen && mine.Last(e => e.Facts is TicketResolved).At <= dueAt);
        }

        numbers["backlog"] = open;
        numbers["tickets resolved"] = resolved;
        numbers["tickets reopened"] = reopened;
        numbers["tickets due"] = due;
        numbers["tickets due met"] = met;
        numbers["tickets due open"] = dueOpen;
        numbers["replies"] = replies;
        numbers["replies in the sketch"] = replies;
    }
}
