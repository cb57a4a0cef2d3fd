using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Segments;

/// <summary>
/// When what a filter says of a customer may change though nothing happens: the instants at which one of its conditions can turn. Never
/// later than the change itself; where a condition moves with every day, the next day.
/// </summary>
internal sealed class FactsHorizon(TenantDefinition definition, CustomerFacts facts, Instant now)
{
    private const long TicksPerMicrosecond = 10;

    // Local clocks are set by less than a day.
    private static readonly Duration ClockChange = Duration.FromDays(1);
    private static readonly Duration Microsecond = Duration.FromTicks(TicksPerMicrosecond);
    private readonly FoldContext _context = new(definition);
    private Instant? _next;

    /// <summary>The first such instant after now; null if silence changes nothing any more.</summary>
    public Instant? Of(CustomerFilter filter)
    {
        foreach (var condition in filter.Conditions())
            Look(condition);
        return _next;
    }

    private void Look(CustomerCondition condition)
    {
        switch (condition.Field)
        {
            case CustomerField.Lifecycle:
                LookAtStages();
                break;
            case CustomerField.InBase:
                Take(facts.BaseUntil);
                break;
            case CustomerField.Recency when facts.LastOrderAt is { } order:
                foreach (var days in definition.Newest.Settings.Rfm.RecencyDays)
                    TakeDay(order, days + 1);
                break;
            case CustomerField.DaysSinceAcquired:
                LookAtDays(facts.AcquiredAt, condition);
                break;
            case CustomerField.DaysSinceLastOrder:
                LookAtDays(facts.LastOrderAt, condition);
                break;
            case CustomerField.DaysSinceLastInteraction:
                LookAtDays(facts.LastInteractionAt, condition);
                break;
            case CustomerField.YearComplaints or CustomerField.YearMargin when HasYear:
                TakeTomorrow();
                break;
            case CustomerField.Performance when HasYear || IsFading:
                TakeTomorrow();
                break;
        }
    }

    private int Today => definition.Calendar.DayOf(now);

    /// <summary>Whether a day of the year still moves into or out of the last 365 days.</summary>
    private bool HasYear => facts.LatestYear.Count > 0 && facts.LatestYear[^1].Day > Today - CustomerPerformance.WindowDays;

    /// <summary>Whether the retention part still falls.</summary>
    private bool IsFading => facts.BaseUntil != CustomerIndexEntry.Forever
        && facts.LastActivityAt is { } last
        && Today - definition.Calendar.DayOf(last) < definition.Settings.LapseDays;

    private void LookAtStages()
    {
        var settings = definition.Settings.Lifecycle;
        var left = LifecycleBounds.Of(definition, now).LapsingBefore - now;
        Take(facts.AcquiredAt);
        Take(facts.ReturnedAt);
        Take(facts.BaseUntil);

        // "Out of the base before now + left" turns true right after the instant that lies so far before.
        if (facts.BaseUntil is { } until)
            Take(until - left + Microsecond);
        TakeEndOf(facts.AcquiredAt, settings.NewDays);
        TakeEndOf(facts.ReturnedAt, settings.ReturnedDays);
    }

    private void LookAtDays(Instant? instant, CustomerCondition condition)
    {
        if (instant is not { } since || Math.Abs(condition.Number) > TenantLimits.MaxDays * 10)
            return;
        TakeDay(since, (int)Math.Ceiling(condition.Number));
        TakeDay(since, (int)Math.Floor(condition.Number) + 1);
    }

    /// <summary>The first instant so many days before which lies after another: steps of the local clock, so it is searched for.</summary>
    private void TakeEndOf(Instant? instant, int days)
    {
        if (instant is not { } since || since == CustomerIndexEntry.Forever)
            return;
        var low = _context.PlusDays(since, days) - ClockChange;
        var high = low + ClockChange + ClockChange;
        if (high <= now)
            return;
        while (high - low > Microsecond)
        {
            var middle = low + Duration.FromTicks((high - low).BclCompatibleTicks / (2 * TicksPerMicrosecond) * TicksPerMicrosecond);
            if (_context.PlusDays(middle, -days) > since)
                high = middle;
            else
                low = middle;
        }

        Take(high);
    }

    private void TakeDay(Instant since, int days) => Take(definition.Calendar.StartOf(definition.Calendar.DayOf(since) + days));

    private void TakeTomorrow() => Take(definition.Calendar.StartOf(Today + 1));

    private void Take(Instant? instant)
    {
        if (instant is not { } exact || exact >= CustomerIndexEntry.Forever)
            return;

        // Databases keep microseconds: what is stored must not lie before the change.
        var candidate = Instant.FromUnixTimeTicks((exact.ToUnixTimeTicks() + TicksPerMicrosecond - 1) / TicksPerMicrosecond * TicksPerMicrosecond);
        if (candidate > now && (_next is not { } next || candidate < next))
            _next = candidate;
    }
}
