using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The customer's stays in the base, by qualifying activity and by running subscriptions, and when it was acquired.
/// </summary>
/// <remarks>
/// A stay contributes an enter event on the day before its first day and a leave event on its last day, so that the base at the
/// start of day D is Σ over days x &lt; D of (entered − left). Silence needs no timer: an activity on day d puts the leave event
/// on day d + lapse at once, and the next activity takes it back if it comes by then. For each granularity an event is also
/// classified by whether the customer was in the base at the start of the period that the event lies in, and whether it was
/// acquired in that period; that makes S∩E, new and returned exact for every prefix of a period. A customer that is in the base
/// before it is acquired becomes a new one on the day of acquisition, so events of before count as new ones on that day.
/// <para>
/// The state at t is that of everything before t: a subscription is active at t if start &lt; t ≤ end. What takes effect at the
/// very start of a day belongs to that day, as an activity at that instant does.
/// </para>
/// </remarks>
public sealed class BaseFold
{
    private List<Stay> _activityStays = [];
    private List<SubscriptionSpan>? _subscriptions;
    private List<Stay> _stays;
    private int _acquiredDay;

    /// <summary>Creates an empty fold.</summary>
    public BaseFold() => _stays = _activityStays;

    /// <summary>First acquiring interaction (purchase, or the start of a subscription at its effective time); null if none.</summary>
    public Instant? AcquiredAt { get; private set; }

    /// <summary>Last qualifying activity; null if none.</summary>
    public Instant? LastActivityAt { get; private set; }

    /// <summary>Day at whose start the customer is out of the base if nothing more happens; null if it never was in it or a subscription runs on.</summary>
    public int? LeaveDay => _stays.Count == 0 || _stays[^1].Leave == Stay.Never ? null : _stays[^1].Leave;

    /// <summary>Instant from which the customer is out of the base if nothing more happens; MaxValue while a subscription runs on, null if it never was in it.</summary>
    public Instant? BaseUntil(FoldContext context)
    {
        Instant? until = LastActivityAt is { } last ? context.PlusDays(last, context.Definition.Settings.LapseDays) : null;
        if (_subscriptions is null)
            return until;
        foreach (var span in _subscriptions)
        {
            if (span.End is not { } end)
                return Instant.MaxValue;
            if (end > span.Start && (until is null || end > until))
                until = end;
        }

        return until;
    }

    internal void Acquire(Instant at, FoldContext context, ContributionSink sink)
    {
        if (AcquiredAt is { } earlier && earlier <= at)
            return;
        var day = context.Calendar.DayOf(at);
        if (AcquiredAt is not null)
            sink.Add(BuiltInMeasures.Acquired, Granularity.None, _acquiredDay, -1);
        sink.Add(BuiltInMeasures.Acquired, Granularity.None, day, 1);

        // Whether an enter or leave counts as one of a new customer depends on the day of acquisition.
        EmitAll(context, sink, -1);
        AcquiredAt = at;
        _acquiredDay = day;
        EmitAll(context, sink, 1);
    }

    internal void Act(Instant at, int day, FoldContext context, ContributionSink sink)
    {
        LastActivityAt = at;
        var stay = new Stay(day + 1, day + context.Definition.Settings.LapseDays + 1);
        if (_subscriptions is not null)
        {
            Rebuild(context, sink, () => Append(_activityStays, stay));
            return;
        }

        if (_activityStays.Count > 0 && stay.Enter <= _activityStays[^1].Leave)
        {
            if (stay.Leave == _activityStays[^1].Leave)
                return;
            EmitLeave(_activityStays.Count - 1, context, sink, -1);
            Append(_activityStays, stay);
        }
        else
        {
            Append(_activityStays, stay);
            EmitEnter(_activityStays.Count - 1, context, sink, 1);
        }

        EmitLeave(_activityStays.Count - 1, context, sink, 1);
    }

    internal void Subscribe(string subscription, Instant start, FoldContext context, ContributionSink sink)
    {
        if (_subscriptions?.Exists(span => span.End is null && string.Equals(span.Subscription, subscription, StringComparison.Ordinal)) == true)
            return;
        Rebuild(context, sink, () => (_subscriptions ??= []).Add(new(subscription, start, null)));
    }

    internal void Unsubscribe(string subscription, Instant end, FoldContext context, ContributionSink sink)
    {
        var at = _subscriptions?.FindIndex(span => span.End is null && string.Equals(span.Subscription, subscription, StringComparison.Ordinal)) ?? -1;
        if (at < 0)
            return;
        Rebuild(context, sink, () => _subscriptions![at] = _subscriptions[at] with { End = Instant.Max(end, _subscriptions[at].Start) });
    }

    internal BaseFold Clone()
    {
        var clone = (BaseFold)MemberwiseClone();
        clone._activityStays = [.. _activityStays];
        clone._subscriptions = _subscriptions is null ? null : [.. _subscriptions];
        clone._stays = ReferenceEquals(_stays, _activityStays) ? clone._activityStays : [.. _stays];
        return clone;
    }

    internal void Write(StateWriter writer)
    {
        writer.OptionalTime(AcquiredAt);
        writer.Signed(_acquiredDay);
        writer.OptionalTime(LastActivityAt);
        writer.Unsigned((ulong)_activityStays.Count);
        foreach (var stay in _activityStays)
        {
            writer.Signed(stay.Enter);
            writer.Signed(stay.Leave);
        }

        writer.Unsigned((ulong)(_subscriptions?.Count ?? 0));
        foreach (var span in _subscriptions ?? [])
        {
            writer.Text(span.Subscription);
            writer.Time(span.Start);
            writer.OptionalTime(span.End);
        }
    }

    internal static BaseFold Read(ref StateReader reader, FoldContext context)
    {
        var fold = new BaseFold { AcquiredAt = reader.OptionalTime(), _acquiredDay = reader.Int(), LastActivityAt = reader.OptionalTime() };
        var stays = reader.Count();
        for (var i = 0; i < stays; i++)
            fold._activityStays.Add(new(reader.Int(), reader.Int()));
        var spans = reader.Count();
        for (var i = 0; i < spans; i++)
            (fold._subscriptions ??= []).Add(new(reader.Text(), reader.Time(), reader.OptionalTime()));
        fold._stays = fold.Union(context);
        return fold;
    }

    /// <summary>Appends a stay that starts no earlier than the last one, joining it where they touch.</summary>
    private static void Append(List<Stay> stays, Stay stay)
    {
        if (stays.Count > 0 && stay.Enter <= stays[^1].Leave)
            stays[^1] = stays[^1] with { Leave = Math.Max(stays[^1].Leave, stay.Leave) };
        else
            stays.Add(stay);
    }

    /// <summary>First day whose start is after an instant.</summary>
    private static int FirstDayAfter(Instant instant, FoldContext context) => context.Calendar.DayOf(instant) + 1;

    private void Rebuild(FoldContext context, ContributionSink sink, Action change)
    {
        EmitAll(context, sink, -1);
        change();
        _stays = Union(context);
        EmitAll(context, sink, 1);
    }

    private List<Stay> Union(FoldContext context)
    {
        if (_subscriptions is null)
            return _activityStays;
        var bySubscription = _subscriptions
            .Where(span => span.End is not { } end || span.Start < end)
            .Select(span => new Stay(FirstDayAfter(span.Start, context), span.End is { } end ? FirstDayAfter(end, context) : Stay.Never));
        var union = new List<Stay>();
        foreach (var stay in _activityStays.Concat(bySubscription).OrderBy(stay => stay.Enter))
            Append(union, stay);
        return union;
    }

    private void EmitAll(FoldContext context, ContributionSink sink, int sign)
    {
        for (var i = 0; i < _stays.Count; i++)
        {
            EmitEnter(i, context, sink, sign);
            EmitLeave(i, context, sink, sign);
        }
    }

    private void EmitEnter(int index, FoldContext context, ContributionSink sink, int sign)
    {
        var day = _stays[index].Enter - 1;
        sink.Add(BuiltInMeasures.BaseEntered, Granularity.None, day, sign);
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (!context.Periods.Keeps(start))
                continue;
            if (InBaseAt(start, index))
            {
                sink.Add(BuiltInMeasures.BaseReenteredOfStart, context.Periods[g], day, sign);
                continue;
            }

            if (AcquiredIn(g, start, context))
                sink.Add(BuiltInMeasures.NewEntered, context.Periods[g], Math.Max(day, _acquiredDay), sign);
            if (index == 0 || _stays[index - 1].Enter - 1 < start)
                sink.Add(BuiltInMeasures.BaseFirstEntered, context.Periods[g], day, sign);
        }
    }

    private void EmitLeave(int index, FoldContext context, ContributionSink sink, int sign)
    {
        if (_stays[index].Leave == Stay.Never)
            return;
        var day = _stays[index].Leave - 1;
        sink.Add(BuiltInMeasures.BaseLeft, Granularity.None, day, sign);
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (!context.Periods.Keeps(start))
                continue;
            if (InBaseAt(start, index))
                sink.Add(BuiltInMeasures.BaseLeftOfStart, context.Periods[g], day, sign);
            else if (AcquiredIn(g, start, context))
                sink.Add(BuiltInMeasures.NewLeft, context.Periods[g], Math.Max(day, _acquiredDay), sign);
        }
    }

    private bool AcquiredIn(int g, int periodStart, FoldContext context) =>
        AcquiredAt is not null && context.Periods.Start(g, _acquiredDay) == periodStart;

    /// <summary>Whether one of the stays up to <paramref name="index"/> holds the start of a day.</summary>
    private bool InBaseAt(int day, int index)
    {
        for (var i = index; i >= 0; i--)
        {
            if (_stays[i].Enter <= day)
                return day < _stays[i].Leave;
        }

        return false;
    }
}
