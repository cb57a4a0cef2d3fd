using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Takes what a fold contributes to the tenant's cells. A fold's contribution is everything that it emitted from its first
/// interaction on, so what one more interaction emits is the difference of contributions.
/// </summary>
public sealed class ContributionSink
{
    private readonly CellDelta? _delta;
    private readonly int _sign;

    /// <summary>A sink that adds to a delta.</summary>
    /// <param name="delta">Where to add; null to count nothing.</param>
    /// <param name="sign">1, or −1 to take back.</param>
    public ContributionSink(CellDelta? delta, int sign = 1)
    {
        _delta = delta;
        _sign = sign;
    }

    /// <summary>A sink that counts nothing, for building state alone.</summary>
    public static ContributionSink Nothing { get; } = new(null);

    /// <summary>Adds to a cell of the whole.</summary>
    public void Add(MeasureId measure, Granularity granularity, int day, long amount) =>
        _delta?.Add(CellKey.Of(measure, granularity, DimensionValue.Whole, day), _sign * amount);

    /// <summary>Adds to a cell of one dimension value.</summary>
    public void Add(MeasureId measure, Granularity granularity, DimensionValue dimension, int day, long amount) =>
        _delta?.Add(CellKey.Of(measure, granularity, dimension, day), _sign * amount);

    /// <summary>Whether nothing is counted, so that nothing need be worked out.</summary>
    public bool IsNothing => _delta is null;

    /// <summary>Adds to a cell of a series.</summary>
    public void Add(SeriesKey series, int day, long amount) => _delta?.Add(series.OnDay(day), _sign * amount);

    /// <summary>Adds to a measure that is additive over days: to the whole and to each declared dimension's value.</summary>
    public void AddFlow(FoldContext context, Interaction interaction, ProfileFold profile, MeasureId measure, int day, long amount)
    {
        if (_delta is null)
            return;
        Add(measure, Granularity.None, day, amount);
        for (var slot = 0; slot < context.DimensionCount; slot++)
            Add(measure, Granularity.None, context.Dimension(slot, interaction, profile), day, amount);
    }
}
