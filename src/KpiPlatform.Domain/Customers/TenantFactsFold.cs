using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Customers;

/// <summary>Facts of the tenant itself: spending, observations, service rates.</summary>
public sealed class TenantFactsFold
{
    private const double MicroPerUnit = 1_000_000;

    /// <summary>Greatest magnitude of an observed value; beyond, it counts as this.</summary>
    private const double MaxObserved = 9_000_000_000_000;

    private static readonly Dictionary<string, ObservedIndicator> ObservedById = new(StringComparer.Ordinal)
    {
        ["techniques_utilized"] = ObservedIndicator.TechniquesUtilized,
        ["study_duration"] = ObservedIndicator.StudyDuration,
        ["staff_fraction"] = ObservedIndicator.StaffFraction,
        ["best_practices_ratio"] = ObservedIndicator.BestPracticesRatio,
        ["niche_markets_found"] = ObservedIndicator.NicheMarketsFound,
        ["salespeople"] = ObservedIndicator.Salespeople,
    };

    /// <summary>Names under which observations feed what is built in. Measures of a tenant's own may look at observations of any name.</summary>
    public static IReadOnlyCollection<string> ObservedIds => ObservedById.Keys;

    // By indicator: latest value in millionths and its day.
    private SortedDictionary<int, DayStep> _observed = [];
    private List<DatedServiceRate> _rates = [];

    /// <summary>Service rates recorded, in fold order; of several of one unit and day the last holds.</summary>
    public IReadOnlyList<DatedServiceRate> Rates => _rates;

    internal static void Spend(Interaction interaction, Spend spend, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        var first = context.Calendar.DayOf(spend.Start);
        var end = Math.Min(context.Calendar.DayOf(spend.End - NodaTime.Duration.Epsilon) + 1, CellKey.MaxDay);
        var days = Math.Max(1, end - first);
        var slope = days == 1 ? 0 : spend.AmountMinor / days;
        void Add(MeasureId measure, int day, long amount)
        {
            if (amount != 0)
                sink.AddFlow(context, interaction, profile, measure, day, amount);
        }

        Add(BuiltInMeasures.SpendSlope(spend.Category), first, slope);
        Add(BuiltInMeasures.SpendSlope(spend.Category), first + days, -slope);
        Add(BuiltInMeasures.SpendMoment(spend.Category), first, slope * first);
        Add(BuiltInMeasures.SpendMoment(spend.Category), first + days, -slope * (first + days));
        Add(BuiltInMeasures.SpendRest(spend.Category), first + days - 1, spend.AmountMinor - (slope * days));
    }

    internal void Observe(Observation observation, int day, ContributionSink sink)
    {
        if (!ObservedById.TryGetValue(observation.Indicator, out var indicator))
            return;
        var micro = (long)Math.Round(Math.Clamp(observation.Value, -MaxObserved, MaxObserved) * MicroPerUnit, MidpointRounding.AwayFromZero);
        var latest = _observed.GetValueOrDefault((int)indicator);
        var before = indicator == ObservedIndicator.NicheMarketsFound ? 0 : latest.Amount;
        sink.Add(BuiltInMeasures.Observed(indicator), Granularity.None, day, micro - before);
        sink.Add(BuiltInMeasures.Observations(indicator), Granularity.None, day, 1);
        sink.Add(BuiltInMeasures.ObservedDay(indicator), Granularity.None, day, day - latest.Day);
        _observed[(int)indicator] = new(day, micro);
    }

    internal void Rate(ServiceRate rate, int day)
    {
        _rates.RemoveAll(known => known.Unit == rate.Unit && known.Day == day);
        _rates.Add(new(rate.Unit, day, rate.RateMinor));
    }

    internal TenantFactsFold Clone() => new() { _observed = new(_observed), _rates = [.. _rates] };

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_observed.Count);
        foreach (var (indicator, latest) in _observed)
        {
            writer.Signed(indicator);
            writer.Signed(latest.Day);
            writer.Signed(latest.Amount);
        }

        writer.Unsigned((ulong)_rates.Count);
        foreach (var rate in _rates)
        {
            writer.Signed((int)rate.Unit);
            writer.Signed(rate.Day);
            writer.Signed(rate.RateMinor);
        }
    }

    internal static TenantFactsFold Read(ref StateReader reader)
    {
        var fold = new TenantFactsFold();
        var observed = reader.Count();
        for (var i = 0; i < observed; i++)
            fold._observed[reader.Int()] = new(reader.Int(), reader.Signed());
        var rates = reader.Count();
        for (var i = 0; i < rates; i++)
            fold._rates.Add(new((ServiceRateUnit)reader.Int(), reader.Int(), reader.Signed()));
        return fold;
    }
}
