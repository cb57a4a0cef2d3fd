using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>
/// One customer's numbers for any days, straight from the definitions: it looks at the whole set of interactions for each number
/// anew, and knows neither cells nor deltas nor state. Naive on purpose; shares nothing with the fold but the facts.
/// </summary>
internal sealed partial class Oracle
{
    private readonly TenantSettings _settings;
    private readonly DateTimeZone _zone;
    private readonly IReadOnlyList<OracleEvent> _events;

    public Oracle(TenantSettings settings, IEnumerable<Interaction> recorded)
    {
        _settings = settings;
        _zone = DateTimeZoneProviders.Tzdb[settings.TimeZone];
        _events = [.. recorded
            .GroupBy(interaction => (interaction.Source, interaction.Id))
            .Select(revisions => revisions.OrderByDescending(interaction => interaction.Revision).First())
            .OrderBy(interaction => interaction.OccurredAt)
            .ThenBy(interaction => interaction.Source, StringComparer.Ordinal)
            .ThenBy(interaction => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{interaction.Source}\0{interaction.Id}"))))
            .Select((interaction, place) => new OracleEvent(place, DateOf(interaction.OccurredAt), interaction))];
    }

    /// <summary>All numbers for the days [from, to), by name.</summary>
    public SortedDictionary<string, long> Numbers(LocalDate from, LocalDate to)
    {
        var numbers = new SortedDictionary<string, long>(StringComparer.Ordinal);
        AddBase(numbers, from, to);
        AddOrders(numbers, from, to);
        AddSurveys(numbers, from, to);
        AddTickets(numbers, from, to);
        AddTicketOutcomes(numbers, from, to);
        AddContacts(numbers, from, to);
        AddVisits(numbers, from, to);
        AddBuying(numbers, from, to);
        AddValue(numbers, from, to);
        AddRecurring(numbers, from, to);
        AddPassages(numbers, from, to);
        AddProfile(numbers, to);
        numbers["by source"] = _events.Count(e => from <= e.Date && e.Date < to);
        numbers["complaints"] = In<Complaint>(from, to).Count();
        numbers["active customers"] = One(_events.Any(e => from <= e.Date && e.Date < to && IsOwnAct(e.Facts)));
        return numbers;
    }

    /// <summary>Buyers of the days [from, to) by the month of their first order.</summary>
    public Dictionary<int, long> CohortBuyers(LocalDate from, LocalDate to)
    {
        if (!In<Purchase>(from, to).Any())
            return [];
        var first = All<Purchase>().First().Date;
        return new() { [((first.Year - 1970) * 12) + first.Month - 1] = 1 };
    }

    /// <summary>Dates on which something may change: of interactions, of effective times, of lapses and of return windows.</summary>
    public IReadOnlyList<LocalDate> InterestingDates()
    {
        var dates = new SortedSet<LocalDate>();
        foreach (var e in _events)
        {
            dates.Add(e.Date);
            dates.Add(e.Date.PlusDays(_settings.LapseDays));
            dates.Add(e.Date.PlusDays(_settings.ReturnWindowDays));
            dates.Add(e.Date.PlusDays(365));
            dates.Add(e.Date.PlusMonths(6));
            if (e.Facts is SubscriptionStarted started)
                dates.Add(DateOf(started.EffectiveAt));
            if (e.Facts is SubscriptionChanged changed)
                dates.Add(DateOf(changed.EffectiveAt));
            if (e.Facts is SubscriptionCancelled cancelled)
                dates.Add(DateOf(cancelled.EffectiveAt));
        }

        return [.. dates];
    }

    private IEnumerable<OracleEvent> All<T>()
        where T : Facts => _events.Where(e => e.Facts is T);

    private IEnumerable<OracleEvent> In<T>(LocalDate from, LocalDate to)
        where T : Facts => _events.Where(e => e.Facts is T && from <= e.Date && e.Date < to);

    /// <summary>A local day lasts until the first instant with a later date, also where the clock goes back over midnight.</summary>
    private LocalDate DateOf(Instant instant)
    {
        var date = instant.InZone(_zone).Date;
        return StartOf(date.PlusDays(1)) <= instant ? date.PlusDays(1) : date;
    }

    private Instant StartOf(LocalDate date) => _zone.MapLocal(date.AtMidnight()) switch
    {
        { Count: 0 } skipped => skipped.LateInterval.Start,
        var mapping => mapping.First().ToInstant(),
    };

    /// <summary>Days are steps of the wall clock; a time that the clock skips moves on by the gap, of two the earlier is meant.</summary>
    private Instant PlusDays(Instant instant, int days)
    {
        var local = instant.InZone(_zone).LocalDateTime.PlusDays(days);
        var mapping = _zone.MapLocal(local);
        return mapping.Count > 0 ? mapping.First().ToInstant() : local.WithOffset(mapping.EarlyInterval.WallOffset).ToInstant();
    }

    private static long One(bool condition) => condition ? 1 : 0;

    private static bool IsOwnAct(Facts facts) => facts switch
    {
        TicketMessage message => message.Author == MessageAuthor.Customer,
        CustomerRegistered or Purchase or Refund or SurveyAnswered or TicketOpened or TicketReopened or Complaint or Call or Visit or JourneyStep
            or PromotionRedeemed or SubscriptionStarted or SubscriptionChanged or SubscriptionCancelled or LoyaltyJoined or LoyaltyLeft
            or LoyaltyPointsRedeemed or Mention or Usage => true,
        _ => false,
    };
}
