using System.Runtime.InteropServices;
using KpiPlatform.Domain.Interactions;
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
/// <para>
/// A customer is young in a period if it has no order before the period that precedes it. Indicators that compare two periods leave
/// the young ones out, so they are counted: few, because a customer is young for two periods of each length.
/// </para>
/// </remarks>
public sealed class BaseFold
{
    private List<Stay> _activityStays = [];
    private List<SubscriptionSpan>? _subscriptions;
    private List<Stay> _stays;
    private int _acquiredDay;
    private uint[] _acquiredDimensions = [];
    private bool _referred;
    private bool _promoted;
    private int? _firstOrderDay;

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

    /// <summary>When the customer last came back into the base after having lapsed, as the start of that local day; null if it never did.</summary>
    public Instant? ReturnedAt(FoldContext context) => _stays.Count < 2 ? null : context.Calendar.StartOf(_stays[^1].Enter - 1);

    /// <summary>Whether the customer is in the base at the start of a day.</summary>
    internal bool IsInAt(int day)
    {
        for (var i = _stays.Count - 1; i >= 0; i--)
        {
            if (_stays[i].Enter <= day)
                return day < _stays[i].Leave;
        }

        return false;
    }

    /// <summary>The stays in the base, in ascending order. Read only until the next change.</summary>
    internal ReadOnlySpan<Stay> Stays => CollectionsMarshal.AsSpan(_stays);

    internal void Acquire(Instant at, Interaction interaction, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        if (AcquiredAt is { } earlier && earlier <= at)
            return;

        // Whether an enter or leave counts as one of a new customer depends on the day of acquisition.
        EmitAcquired(sink, -1);
        EmitAll(context, sink, -1);
        AcquiredAt = at;
        _acquiredDay = context.Calendar.DayOf(at);
        _acquiredDimensions = new uint[context.DimensionCount];
        for (var slot = 0; slot < _acquiredDimensions.Length; slot++)
            _acquiredDimensions[slot] = context.Dimension(slot, interaction, profile).Value;
        EmitAll(context, sink, 1);
        EmitAcquired(sink, 1);
    }

    /// <summary>The customer is known to have come with a referrer.</summary>
    internal void Refer(ContributionSink sink)
    {
        EmitAcquired(sink, -1);
        _referred = true;
        EmitAcquired(sink, 1);
    }

    /// <summary>The customer makes its first order ever.</summary>
    internal void OrderFirst(int day, bool usesPromotion, FoldContext context, ContributionSink sink)
    {
        EmitAcquired(sink, -1);
        EmitAll(context, sink, -1);
        _firstOrderDay = day;
        _promoted = usesPromotion;
        EmitAll(context, sink, 1);
        EmitAcquired(sink, 1);
    }

    internal void Act(Instant at, int day, FoldContext context, ContributionSink sink)
    {
        LastActivityAt = at;
        var stay = new Stay(day + 1, day + context.Definition.Settings.LapseDays + 1, day);
        if (_subscriptions is not null)
        {
            Rebuild(context, sink, () => Append(_activityStays, stay));
            return;
        }

        // Once the customer has left youth behind in periods of every length, only the last part of a stay changes.
        var isYoung = _firstOrderDay is not { } ordered
            || _activityStays.Count == 0
            || context.Periods.ClearOf(context.Periods.Count - 1, ordered) > _activityStays[^1].Leave;
        if (_activityStays.Count > 0 && stay.Enter <= _activityStays[^1].Leave)
        {
            if (stay.Leave == _activityStays[^1].Leave)
                return;
            EmitLeave(_activityStays.Count - 1, context, sink, -1);
            if (isYoung)
                EmitYoung(_activityStays.Count - 1, context, sink, -1);
            Append(_activityStays, stay);
        }
        else
        {
            Append(_activityStays, stay);
            EmitEnter(_activityStays.Count - 1, context, sink, 1);
        }

        EmitLeave(_activityStays.Count - 1, context, sink, 1);
        if (isYoung)
            EmitYoung(_activityStays.Count - 1, context, sink, 1);
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
        writer.Unsigned((ulong)_acquiredDimensions.Length);
        foreach (var dimension in _acquiredDimensions)
            writer.Unsigned(dimension);
        writer.Flag(_referred);
        writer.Flag(_promoted);
        writer.OptionalDay(_firstOrderDay);
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
        fold._acquiredDimensions = new uint[reader.Count()];
        for (var i = 0; i < fold._acquiredDimensions.Length; i++)
            fold._acquiredDimensions[i] = (uint)reader.Unsigned();
        fold._referred = reader.Flag();
        fold._promoted = reader.Flag();
        fold._firstOrderDay = reader.OptionalDay();
        var stays = reader.Count();
        for (var i = 0; i < stays; i++)
        {
            var (enter, leave) = (reader.Int(), reader.Int());
            fold._activityStays.Add(new(enter, leave, leave - 1 - context.Definition.Settings.LapseDays));
        }

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
            stays[^1] = stays[^1] with { Leave = Math.Max(stays[^1].Leave, stay.Leave), LastDay = Math.Max(stays[^1].LastDay, stay.LastDay) };
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
            .Select(span => new Stay(
                FirstDayAfter(span.Start, context),
                span.End is { } end ? FirstDayAfter(end, context) : Stay.Never,
                context.Calendar.DayOf(span.End ?? span.Start)));
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
            EmitYoung(i, context, sink, sign);
        }
    }

    private void EmitAcquired(ContributionSink sink, int sign)
    {
        if (AcquiredAt is null)
            return;
        sink.Add(BuiltInMeasures.Acquired, Granularity.None, _acquiredDay, sign);
        foreach (var dimension in _acquiredDimensions)
            sink.Add(BuiltInMeasures.Acquired, Granularity.None, new DimensionValue(dimension), _acquiredDay, sign);
        if (_referred)
            sink.Add(BuiltInMeasures.AcquiredReferred, Granularity.None, _acquiredDay, sign);
        if (_promoted)
            sink.Add(BuiltInMeasures.AcquiredByPromotion, Granularity.None, _acquiredDay, sign);
    }

    private void EmitEnter(int index, FoldContext context, ContributionSink sink, int sign)
    {
        var day = _stays[index].Enter - 1;
        sink.Add(BuiltInMeasures.BaseEntered, Granularity.None, day, sign);
        if (index == 0)
            sink.Add(BuiltInMeasures.EverEntered, Granularity.None, day, sign);
        else
            sink.Add(BuiltInMeasures.LapsedDays, Granularity.None, day, -sign * LifeDays(index - 1));
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
            if (IsYoung(g, start, context))
                sink.Add(BuiltInMeasures.YoungJoined, context.Periods[g], day, sign);
        }
    }

    private void EmitLeave(int index, FoldContext context, ContributionSink sink, int sign)
    {
        if (_stays[index].Leave == Stay.Never)
            return;
        var day = _stays[index].Leave - 1;
        sink.Add(BuiltInMeasures.BaseLeft, Granularity.None, day, sign);
        sink.Add(BuiltInMeasures.LapsedDays, Granularity.None, day, sign * LifeDays(index));
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (!context.Periods.Keeps(start))
                continue;
            if (InBaseAt(start, index))
            {
                sink.Add(BuiltInMeasures.BaseLeftOfStart, context.Periods[g], day, sign);
                continue;
            }

            if (AcquiredIn(g, start, context))
                sink.Add(BuiltInMeasures.NewLeft, context.Periods[g], Math.Max(day, _acquiredDay), sign);
            if (IsYoung(g, start, context))
                sink.Add(BuiltInMeasures.YoungJoined, context.Periods[g], day, -sign);
        }
    }

    /// <summary>A stay as part of the stock of young customers: up to the day from which the customer is young no more.</summary>
    private void EmitYoung(int index, FoldContext context, ContributionSink sink, int sign)
    {
        var stay = _stays[index];
        if (sink.IsNothing || stay.Enter == stay.Leave)
            return;
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var end = Math.Min(stay.Leave, _firstOrderDay is { } ordered ? context.Periods.ClearOf(g, ordered) : Stay.Never);
            if (end <= stay.Enter)
                continue;
            sink.Add(BuiltInMeasures.YoungBase, context.Periods[g], stay.Enter - 1, sign);
            if (end != Stay.Never)
                sink.Add(BuiltInMeasures.YoungBase, context.Periods[g], end - 1, -sign);
        }
    }

    private bool IsYoung(int g, int periodStart, FoldContext context) =>
        _firstOrderDay is not { } ordered || ordered >= context.Periods.PreviousStart(g, periodStart);

    /// <summary>Days from the first activity to the last one of a stay.</summary>
    private int LifeDays(int index) => _stays[index].LastDay - (_stays[0].Enter - 1);

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
