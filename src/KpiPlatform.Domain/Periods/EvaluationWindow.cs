using NodaTime;

namespace KpiPlatform.Domain.Periods;

/// <summary>
/// A period together with the instant as of which it is looked at: which of its days count. A period that is not over is cut
/// after the local day of that instant, and everything "at the end of the period" is taken at the cut. Immutable.
/// </summary>
public sealed record EvaluationWindow
{
    /// <summary>Elapsed days of the partial period that this one is compared with; null if it is looked at as a whole.</summary>
    private readonly int? _comparedDays;

    private EvaluationWindow(KpiPeriod period, Instant asOf, int asOfDay, int cutDay, int? comparedDays = null)
    {
        Period = period;
        AsOf = asOf;
        AsOfDay = asOfDay;
        CutDay = cutDay;
        _comparedDays = comparedDays;
    }

    /// <summary>The period.</summary>
    public KpiPeriod Period { get; }

    /// <summary>What was known at this instant counts.</summary>
    public Instant AsOf { get; }

    /// <summary>Local day of <see cref="AsOf"/>.</summary>
    public int AsOfDay { get; }

    /// <summary>Day after the last that counts, in [Period.FromDay, Period.ToDay]; equal to FromDay before the period has begun.</summary>
    public int CutDay { get; }

    /// <summary>
    /// Day before which local days are over, at most <see cref="CutDay"/>. What matures at the end of a day (a return window,
    /// the week after a resolution) counts only for days before this one.
    /// </summary>
    public int CompleteDay => Math.Min(CutDay, AsOfDay);

    /// <summary>Local days that count; the day of <see cref="AsOf"/> counts as a whole one.</summary>
    public int ElapsedDays => CutDay - Period.FromDay;

    /// <summary>
    /// Calendar months that count, as a fraction: whole ones exactly where the days that count begin and end with a month,
    /// else elapsed days × 12 ÷ 365.25.
    /// </summary>
    public (long Numerator, long Denominator) ElapsedMonths
    {
        get
        {
            var first = TenantCalendar.MonthOf(Period.FromDay);
            var limit = TenantCalendar.MonthOf(CutDay);
            return TenantCalendar.FirstDayOfMonth(first) == Period.FromDay && TenantCalendar.FirstDayOfMonth(limit) == CutDay
                ? (limit - first, 1)
                : (ElapsedDays * 48L, 1_461);
        }
    }

    /// <summary>Local day of the last instant that counts: what is dated (a weight, a target) holds as on this day.</summary>
    public int JudgedDay => Math.Max(Period.FromDay, CutDay - 1);

    /// <summary>Whether the period counts as a whole: it is over, and not cut to be compared with one that is not.</summary>
    public bool IsWhole => !IsPartial && _comparedDays is null;

    /// <summary>Whether the period has begun.</summary>
    public bool HasBegun => CutDay > Period.FromDay;

    /// <summary>Whether the period is not over at <see cref="AsOf"/>.</summary>
    public bool IsPartial => AsOf < Period.End;

    /// <summary>Looks at a period as of an instant.</summary>
    public static EvaluationWindow Of(TenantCalendar calendar, KpiPeriod period, Instant asOf)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(period);
        var asOfDay = calendar.DayOf(asOf);
        return new(period, asOf, asOfDay, Math.Clamp(asOfDay + 1, period.FromDay, period.ToDay));
    }

    /// <summary>
    /// The period before. If this one is partial, it is cut to the same elapsed days (or to its own length, if that is shorter),
    /// and so are those before it in turn: like is compared with like.
    /// </summary>
    public EvaluationWindow Previous(TenantCalendar calendar)
    {
        var previous = Period.Previous(calendar);

        // As many days before a custom span may happen to be a calendar month; but an ad-hoc fold keeps custom spans only.
        if (Period.Granularity == Granularity.Custom)
            previous = previous with { Granularity = Granularity.Custom };
        var days = IsPartial ? ElapsedDays : _comparedDays;
        var cut = days is { } elapsed ? Math.Min(previous.ToDay, previous.FromDay + elapsed) : previous.ToDay;
        return new(previous, AsOf, AsOfDay, cut, days);
    }
}
