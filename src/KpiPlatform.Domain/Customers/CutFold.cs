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

    /// <summary>Orders and margin by day; made at first use.</summary>
    public LedgerFold Ledger => _ledger ??= new();

    /// <summary>Loyalty programmes; made at first use.</summary>
    public LoyaltyFold Loyalty => _loyalty ??= new();

    /// <summary>Loyalty programmes, if the customer ever was in one.</summary>
    public LoyaltyFold? KnownLoyalty => _loyalty;

    /// <summary>The customer visits online.</summary>
    public void VisitOnline(int day) => AddDay(ref _onlineDays, day);

    /// <summary>The customer redeems a promotion.</summary>
    public void Redeem(int day) => AddDay(ref _redeemedDays, day);

    /// <summary>Emits the cells from a day on.</summary>
    public void Emit(int fromDay, IReadOnlyList<Stay> stays, FoldContext context, ContributionSink sink, int sign)
    {
        if (sink.IsNothing)
            return;
        _ledger?.Emit(fromDay, stays, context, sink, sign);
        if (_loyalty is not null)
            BaseCut.EmitStock(BuiltInMeasures.MembersInBase, DimensionValue.Whole, _loyalty.Steps, stays, fromDay, sink, sign);
        if (_onlineDays is not null)
            BaseCut.EmitPeriods(BuiltInMeasures.OnlineVisitorsInBase, _onlineDays, BaseCut.Mode.Any, insideBase: true, stays, fromDay, context, sink, sign);
        if (_redeemedDays is not null)
            BaseCut.EmitPeriods(BuiltInMeasures.RedeemersInBase, _redeemedDays, BaseCut.Mode.Any, insideBase: true, stays, fromDay, context, sink, sign);
    }

    public CutFold Clone() => new()
    {
        _ledger = _ledger?.Clone(),
        _loyalty = _loyalty?.Clone(),
        _onlineDays = _onlineDays is null ? null : [.. _onlineDays],
        _redeemedDays = _redeemedDays is null ? null : [.. _redeemedDays],
    };

    public void Write(StateWriter writer)
    {
        writer.Flag(_ledger is not null);
        _ledger?.Write(writer);
        writer.Flag(_loyalty is not null);
        _loyalty?.Write(writer);
        writer.Steps(_onlineDays ?? []);
        writer.Steps(_redeemedDays ?? []);
    }

    public static CutFold Read(ref StateReader reader)
    {
        var fold = new CutFold
        {
            _ledger = reader.Flag() ? LedgerFold.Read(ref reader) : null,
            _loyalty = reader.Flag() ? LoyaltyFold.Read(ref reader) : null,
        };
        var online = reader.Steps();
        fold._onlineDays = online.Count == 0 ? null : online;
        var redeemed = reader.Steps();
        fold._redeemedDays = redeemed.Count == 0 ? null : redeemed;
        return fold;
    }

    private static void AddDay(ref List<DayStep>? days, int day)
    {
        days ??= [];
        if (days.Count == 0 || days[^1].Day != day)
            days.Add(new(day, 1));
    }
}
