using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>Calls, contact time and visits.</content>
internal sealed partial class Oracle
{
    private void AddContacts(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var calls = In<Call>(from, to).Select(e => (Call)e.Facts).ToList();
        var answered = calls.Where(call => call.Outcome == CallOutcome.Answered).ToList();
        numbers["calls"] = calls.Count;
        numbers["calls answered"] = answered.Count;
        numbers["calls in time"] = answered.Count(call => call.Queue.TotalSeconds <= 20);
        numbers["handle time"] = (long)answered.Sum(call => (call.Talk + call.Hold + call.WrapUp).TotalMicroseconds);
        numbers["ivr entered"] = calls.Count(call => call.Ivr.Ticks > 0 || call.Outcome is CallOutcome.Contained or CallOutcome.AbandonedIvr);

        // Talk counts on the day of the first call of its id, unless a contact time names that id.
        var linked = All<ContactTime>().Select(e => ((ContactTime)e.Facts).CallId).ToHashSet(StringComparer.Ordinal);
        var talk = All<Call>().GroupBy(e => ((Call)e.Facts).CallId, StringComparer.Ordinal)
            .Where(group => !linked.Contains(group.Key) && from <= group.First().Date && group.First().Date < to)
            .Sum(group => group.Sum(e => ((Call)e.Facts).Talk.TotalMicroseconds));
        var contacts = In<ContactTime>(from, to).Select(e => (ContactTime)e.Facts).ToList();
        numbers["contact time"] = (long)(talk + contacts.Sum(contact => contact.Duration.TotalMicroseconds));
        numbers["other contacts"] = contacts.Count(contact => contact.CallId.Length == 0);
    }

    private void AddVisits(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var online = _events.Where(e => e.Facts is Visit { Place: VisitPlace.Online }).ToList();
        numbers["sessions"] = online.GroupBy(e => ((Visit)e.Facts).Session, StringComparer.Ordinal).Count(group => from <= group.First().Date && group.First().Date < to);
        numbers["time online"] = (long)online.Where(e => from <= e.Date && e.Date < to).Sum(e => ((Visit)e.Facts).Duration.TotalMicroseconds);
        var visited = In<Visit>(from, to).Any();
        numbers["visitors"] = One(visited);
        numbers["visitors buying"] = One(visited && In<Purchase>(from, to).Any());
    }
}
