using System.Runtime.InteropServices;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// What of a customer counts by whether it is in the base at the cut, or looks back over its days: taken back before an interaction
/// that may change it, from the first day on that may change, and emitted anew after it.
/// </summary>
internal sealed class CutFold
{
    private LedgerFold? _ledger;
    private LoyaltyFold? _loyalty;
    private List<DayStep>? _onlineDays;
    private List<DayStep>? _redeemedDays;

    // +1 where the customer comes into the target segment, −1 where it leaves it.
    private List<DayStep>? _target;

    // The customer's region from a day on, as index among the declared values; 0 is none of them.
    private List<DayStep>? _regions;

    /// <summary>Orders and margin by day; made at first use.</summary>
    public LedgerFold Ledger => _ledger ??= new();

    /// <summary>Orders and margin by day, if there are any.</summary>
    public LedgerFold? KnownLedger => _ledger;

    /// <summary>Loyalty programmes; made at first use.</summary>
    public LoyaltyFold Loyalty => _loyalty ??= new();

    /// <summary>Loyalty programmes, if the customer ever was in one.</summary>
    public LoyaltyFold? KnownLoyalty => _loyalty;

    /// <summary>The customer visits online.</summary>
    public void VisitOnline(int day) => AddDay(ref _onlineDays, day);

    /// <summary>The customer redeems a promotion.</summary>
    public void Redeem(int day) => AddDay(ref _redeemedDays, day);

    /// <summary>The customer's attributes may have changed.</summary>
    public void Describe(ProfileFold profile, Interaction interaction, int day, FoldContext context)
    {
        if (context.Definition.Settings.TargetSegment is { } segment)
        {
            var isTarget = segment.Holds(profile.Attribute(segment.Attribute));
            if (isTarget != (_target is not null && _target.Sum(step => step.Amount) > 0))
                (_target ??= []).Add(new(day, isTarget ? 1 : -1));
        }

        if (context.RegionSlot < 0)
            return;
        var region = context.Dimension(context.RegionSlot, interaction, profile).Index;
        if (region != (_regions?[^1].Amount ?? 0))
            (_regions ??= []).Add(new(day, region));
    }

    /// <summary>Emits the cells from a day on.</summary>
    public void Emit(int fromDay, ReadOnlySpan<Stay> stays, FoldContext context, ContributionSink sink, int sign)
    {
        if (sink.IsNothing)
            return;
        _ledger?.Emit(fromDay, stays, context, sink, sign);
        if (_loyalty is not null)
            BaseCut.EmitStock(BuiltInMeasures.MembersInBase, DimensionValue.Whole, _loyalty.Steps, stays, fromDay, sink, sign);
        if (_onlineDays is not null)
            BaseCut.EmitPeriods(BuiltInMeasures.OnlineVisitorsInBase, CollectionsMarshal.AsSpan(_onlineDays), BaseCut.Mode.Any, insideBase: true, stays, fromDay, context, sink, sign);
        if (_redeemedDays is not null)
            BaseCut.EmitPeriods(BuiltInMeasures.RedeemersInBase, CollectionsMarshal.AsSpan(_redeemedDays), BaseCut.Mode.Any, insideBase: true, stays, fromDay, context, sink, sign);
        if (_target is not null)
            BaseCut.EmitStock(BuiltInMeasures.TargetInBase, DimensionValue.Whole, CollectionsMarshal.AsSpan(_target), stays, fromDay, sink, sign);
        foreach (var region in _regions?.Select(change => (int)change.Amount).Where(index => index > 0).Distinct() ?? [])
            BaseCut.EmitStock(BuiltInMeasures.BaseByRegion, DimensionValue.Of(context.RegionSlot, region), CollectionsMarshal.AsSpan(StepsOf(region)), stays, fromDay, sink, sign);
    }

    /// <summary>+1 where the customer comes to a region, −1 where it leaves it.</summary>
    private List<DayStep> StepsOf(int region)
    {
        var steps = new List<DayStep>();
        var before = 0L;
        foreach (var (day, index) in _regions!)
        {
            if (index == region)
                steps.Add(new(day, 1));
            else if (before == region)
                steps.Add(new(day, -1));
            before = index;
        }

        return steps;
    }

    public CutFold Clone() => new()
    {
        _ledger = _ledger?.Clone(),
        _loyalty = _loyalty?.Clone(),
        _onlineDays = _onlineDays is null ? null : [.. _onlineDays],
        _redeemedDays = _redeemedDays is null ? null : [.. _redeemedDays],
        _target = _target is null ? null : [.. _target],
        _regions = _regions is null ? null : [.. _regions],
    };

    public void Write(StateWriter writer)
    {
        writer.Flag(_ledger is not null);
        _ledger?.Write(writer);
        writer.Flag(_loyalty is not null);
        _loyalty?.Write(writer);
        writer.Steps(_onlineDays ?? []);
        writer.Steps(_redeemedDays ?? []);
        writer.Steps(_target ?? []);
        writer.Steps(_regions ?? []);
    }

    public static CutFold Read(ref StateReader reader)
    {
        var fold = new CutFold
        {
            _ledger = reader.Flag() ? LedgerFold.Read(ref reader) : null,
            _loyalty = reader.Flag() ? LoyaltyFold.Read(ref reader) : null,
        };
        fold._onlineDays = NullIfNone(reader.Steps());
        fold._redeemedDays = NullIfNone(reader.Steps());
        fold._target = NullIfNone(reader.Steps());
        fold._regions = NullIfNone(reader.Steps());
        return fold;

        static List<DayStep>? NullIfNone(List<DayStep> steps) => steps.Count == 0 ? null : steps;
    }

    private static void AddDay(ref List<DayStep>? days, int day)
    {
        days ??= [];
        if (days.Count == 0 || days[^1].Day != day)
            days.Add(new(day, 1));
    }
}
