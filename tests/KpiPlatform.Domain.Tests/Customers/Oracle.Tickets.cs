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
}
