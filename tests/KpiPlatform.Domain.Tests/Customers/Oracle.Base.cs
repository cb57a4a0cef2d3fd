using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>The base.</content>
internal sealed partial class Oracle
{
    private void AddBase(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var atStart = InBase(from);
        var atEnd = InBase(to);
        var acquired = AcquiredOn() is { } date && from <= date && date < to;
        var isNew = atEnd && !atStart && acquired;
        numbers["S"] = One(atStart);
        numbers["E"] = One(atEnd);
        numbers["retained"] = One(atStart && atEnd);
        numbers["lost"] = One(atStart && !atEnd);
        numbers["new in base"] = One(isNew);
        numbers["returned"] = One(atEnd && !atStart && !isNew);
        numbers["acquired"] = One(acquired);
        numbers["in base at any time"] = One(
            atStart
            || _events.Any(e => IsBaseActivity(e) && from <= e.Date && e.Date < to)
            || Runs().Any(run => run.Start < StartOf(to) && (run.End is not { } end || (run.Start < end && end > StartOf(from)))));
    }

    /// <summary>
    /// In the base at the start of a day: an activity on one of the days of the lapse before it, or a subscription that started
    /// before it and did not end before it (what happens at the very instant belongs to the day that begins).
    /// </summary>
    private bool InBase(LocalDate date)
    {
        var at = StartOf(date);
        return _events.Any(e => IsBaseActivity(e) && date.PlusDays(-_settings.LapseDays) <= e.Date && e.Date < date)
            || Runs().Any(run => run.Start < at && (run.End is not { } end || end >= at));
    }

    private bool IsBaseActivity(OracleEvent e) => _settings.BaseActivityKinds.Contains(e.Facts.Kind);

    private LocalDate? AcquiredOn()
    {
        Instant? first = null;
        foreach (var e in _events)
        {
            Instant? at = e.Facts switch
            {
                Purchase => e.At,
                SubscriptionStarted started => started.EffectiveAt,
                _ => null,
            };
            if (at is not null && (first is null || at < first))
                first = at;
        }

        return first is { } instant ? DateOf(instant) : null;
    }

    /// <summary>A start opens a run unless one is open; a cancellation closes the open one, at its start if it is dated before it.</summary>
    private List<OracleRun> Runs()
    {
        var runs = new List<OracleRun>();
        var open = new Dictionary<string, Instant>(StringComparer.Ordinal);
        foreach (var e in _events)
        {
            if (e.Facts is SubscriptionStarted started)
                open.TryAdd(started.Subscription, started.EffectiveAt);
            else if (e.Facts is SubscriptionCancelled cancelled && open.Remove(cancelled.Subscription, out var start))
                runs.Add(new(start, cancelled.EffectiveAt < start ? start : cancelled.EffectiveAt));
        }

        return [.. runs, .. open.Values.Select(start => new OracleRun(start, null))];
    }
}
