using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Answers from a scorecard's log what held when: which definition, which overrides, which periods were closed. Immutable.</summary>
public sealed class ScorecardHistory
{
    private readonly ScorecardLog _log;
    private readonly TenantCalendar _calendar;

    /// <summary>Creates it.</summary>
    /// <param name="log">The log; it has a version.</param>
    /// <param name="calendar">The tenant's calendar.</param>
    public ScorecardHistory(ScorecardLog log, TenantCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentOutOfRangeException.ThrowIfZero(log.Versions.Count, nameof(log));
        _log = log;
        _calendar = calendar;
    }

    /// <summary>The version in force at an instant; before the first, the first.</summary>
    public VersionMark VersionAt(Instant instant)
    {
        var found = _log.Versions[0];
        foreach (var version in _log.Versions)
        {
            if (version.From <= instant)
                found = version;
        }

        return found;
    }

    /// <summary>
    /// When and by whom a period was closed, or null if it is open at an instant. It closed by itself at the first instant at which
    /// a version in force said close_after_days and so many days had passed; what later versions say does not open it again.
    /// </summary>
    public PeriodClosure? ClosingOf(KpiPeriod period, Instant asOf)
    {
        ArgumentNullException.ThrowIfNull(period);
        var closing = _log.Closures.FirstOrDefault(closure => closure.FromDay == period.FromDay && closure.ToDay == period.ToDay);
        var byItself = ClosedByItselfAt(period);
        if (byItself is { } at && (closing is null || at < closing.ClosedAt))
        {
            closing = new()
            {
                Label = period.Label,
                FromDay = period.FromDay,
                ToDay = period.ToDay,
                ClosedAt = at,
                ClosedBy = PeriodClosure.ByItself,
                DefinitionVersion = VersionAt(at).Version,
            };
        }

        return closing is not null && closing.ClosedAt <= asOf ? closing : null;
    }

    /// <summary>The closed period that a period lies in as a whole, or null: what is dated there can no longer be changed.</summary>
    /// <param name="period">A period, or a single day.</param>
    /// <param name="now">At this instant.</param>
    public PeriodClosure? ClosedAround(KpiPeriod period, Instant now)
    {
        ArgumentNullException.ThrowIfNull(period);
        return _log.Closures.FirstOrDefault(closure => closure.FromDay <= period.FromDay && period.ToDay <= closure.ToDay && closure.ClosedAt <= now)
            ?? ClosingOf(period, now);
    }

    /// <summary>Overrides of a period that hold at an instant, by indicator; of several the newest.</summary>
    public IReadOnlyDictionary<IndicatorPath, ScorecardOverride> OverridesAt(KpiPeriod period, Instant instant)
    {
        var found = new Dictionary<IndicatorPath, ScorecardOverride>();
        foreach (var entered in _log.Overrides)
        {
            if (entered.IsOf(period) && entered.IsInForce(instant))
                found[IndicatorPath.Parse(entered.Indicator, "indicator")] = entered;
        }

        return found;
    }

    /// <summary>Instants within (from, to] at which an override of a period begins or ends to hold, ascending, each once.</summary>
    public IReadOnlyList<Instant> OverrideChanges(KpiPeriod period, Instant from, Instant to) =>
    [
        .. _log.Overrides
            .Where(entered => entered.IsOf(period))
            .SelectMany(entered => new[] { entered.CreatedAt, entered.EndsAt() })
            .Where(instant => instant > from && instant <= to)
            .Distinct()
            .Order(),
    ];

    /// <summary>Versions that come into force within (from, to], ascending.</summary>
    public IReadOnlyList<VersionMark> VersionsBetween(Instant from, Instant to) =>
        [.. _log.Versions.Skip(1).Where(version => version.From > from && version.From <= to)];

    private Instant? ClosedByItselfAt(KpiPeriod period)
    {
        for (var i = 0; i < _log.Versions.Count; i++)
        {
            if (_log.Versions[i].CloseAfterDays is not { } days)
                continue;
            var at = Instant.Max(_log.Versions[i].From, _calendar.StartOf(period.ToDay + days));
            if (i + 1 == _log.Versions.Count || at < _log.Versions[i + 1].From)
                return at;
        }

        return null;
    }
}
