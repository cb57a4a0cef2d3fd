using System.Globalization;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Segments;

/// <summary>
/// Looks at customers' facts at one moment under a tenant's definition: a pure function of the three, so that whoever asks, and whenever,
/// hears the same. Immutable, thread-safe.
/// </summary>
public sealed class FactsMoment
{
    private const long TicksPerMicrosecond = 10;
    private readonly TenantDefinition _definition;
    private readonly LifecycleBounds _bounds;

    /// <summary>Creates one.</summary>
    public FactsMoment(TenantDefinition definition, Instant now)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _definition = definition;
        Now = now;
        Today = definition.Calendar.DayOf(now);
        _bounds = LifecycleBounds.Of(definition, now);
    }

    /// <summary>The moment.</summary>
    public Instant Now { get; }

    /// <summary>The local day that it lies in.</summary>
    public int Today { get; }

    private TenantSettings Settings => _definition.Newest.Settings;

    private double MinorPerUnit => Currency.Of(_definition.Settings.Currency).MinorPerUnit;

    /// <summary>Whether a customer meets a filter without indicators.</summary>
    public bool Holds(CustomerFilter filter, CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Holds(condition => Holds(condition, facts));
    }

    /// <summary>Whether a customer meets a condition other than on an indicator.</summary>
    public bool Holds(CustomerCondition condition, CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(facts);
        return condition.Field switch
        {
            CustomerField.CustomerId => Holds(condition, facts.CustomerId),
            CustomerField.Attribute => HoldsAttribute(condition, facts.Attribute(condition.Key)),
            _ => Holds(condition, ValueOf(condition.Field, facts)),
        };
    }

    /// <summary>Whether a number meets a condition; none meets no condition but "not equal".</summary>
    public static bool Holds(CustomerCondition condition, double? value)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (value is not { } number)
            return condition.Comparison == Comparison.NotEqual;
        return condition.Comparison switch
        {
            Comparison.Equal => number == condition.Number,
            Comparison.NotEqual => number != condition.Number,
            Comparison.Less => number < condition.Number,
            Comparison.LessOrEqual => number <= condition.Number,
            Comparison.Greater => number > condition.Number,
            Comparison.GreaterOrEqual => number >= condition.Number,
            Comparison.Present => true,
            _ => throw new InvalidOperationException($"Numbers are not compared by {condition.Comparison}."),
        };
    }

    /// <summary>The number that a field is, in the field's unit (minor units, microseconds); null if the customer has none.</summary>
    public double? ValueOf(CustomerField field, CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return field switch
        {
            CustomerField.Orders => facts.Orders,
            CustomerField.Revenue => facts.RevenueMinor,
            CustomerField.AveragePurchaseValue => facts.Orders == 0 ? null : (double)facts.RevenueMinor / facts.Orders,
            CustomerField.Complaints => facts.Complaints,
            CustomerField.OpenTickets => facts.OpenTickets,
            CustomerField.Csat => facts.Csat,
            CustomerField.Nps => facts.Nps,
            CustomerField.AcquireTime => Micros(facts.AcquiredAt),
            CustomerField.FirstOrderTime => Micros(facts.FirstOrderAt),
            CustomerField.LastOrderTime => Micros(facts.LastOrderAt),
            CustomerField.LastInteractionTime => Micros(facts.LastInteractionAt),
            CustomerField.Lifecycle => (int)_bounds.StageOf(facts.AcquiredAt, facts.BaseUntil, facts.ReturnedAt, facts.Orders),
            CustomerField.InBase => facts.BaseUntil is { } until && Now < until ? 1 : 0,
            CustomerField.DaysSinceAcquired => DaysSince(facts.AcquiredAt),
            CustomerField.DaysSinceLastOrder => DaysSince(facts.LastOrderAt),
            CustomerField.DaysSinceLastInteraction => DaysSince(facts.LastInteractionAt),
            CustomerField.Recency => RfmOf(facts)?.Recency,
            CustomerField.Frequency => RfmOf(facts)?.Frequency,
            CustomerField.Monetary => RfmOf(facts)?.Monetary,
            CustomerField.Performance => PerformanceOf(facts).Value,
            CustomerField.YearComplaints => Year(facts).Sum(day => day.Complaints),
            CustomerField.YearMargin => Year(facts).Sum(day => day.MarginMinor),
            CustomerField.CsatRate => facts.CsatRate,
            CustomerField.NpsScore => facts.NpsScore,
            CustomerField.Ces => facts.Ces,
            CustomerField.ResolutionHours => facts.ResolutionHours,
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a field with a number of its own."),
        };
    }

    /// <summary>Recency, frequency and monetary value; null without orders.</summary>
    public RfmScore? RfmOf(CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.LastOrderAt is { } lastOrder
            ? Settings.Rfm.ScoreOf(Today - _definition.Calendar.DayOf(lastOrder), facts.Orders, facts.RevenueMinor / MinorPerUnit)
            : null;
    }

    /// <summary>The customer performance indicator.</summary>
    public CustomerPerformance PerformanceOf(CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);

        // A customer who never did anything that counts has no performance: nothing is known, which is not the same as bad.
        var isKnown = facts.BaseUntil is not null;
        return CustomerPerformance.Of(Settings.Performance, part => part switch
        {
            PerformancePart.Satisfaction => facts.Csat,
            PerformancePart.Loyalty => facts.Nps,
            PerformancePart.Retention when facts.BaseUntil == CustomerIndexEntry.Forever => 100,
            PerformancePart.Retention when facts.LastActivityAt is { } last =>
                CustomerPerformance.Retention(Today - _definition.Calendar.DayOf(last), _definition.Settings.LapseDays),
            PerformancePart.Complaints when isKnown => Year(facts).Sum(day => day.Complaints),
            PerformancePart.Value when isKnown => Year(facts).Sum(day => day.MarginMinor) / MinorPerUnit,
            _ => null,
        });
    }

    private IEnumerable<CustomerYearDay> Year(CustomerFacts facts) =>
        facts.LatestYear.Where(day => day.Day <= Today && day.Day > Today - CustomerPerformance.WindowDays);

    private double? DaysSince(Instant? instant) => instant is { } value ? Today - _definition.Calendar.DayOf(value) : null;

    private static double? Micros(Instant? instant) => instant is { } value ? value.ToUnixTimeTicks() / TicksPerMicrosecond : null;

    private static bool Holds(CustomerCondition condition, string text) => condition.Comparison switch
    {
        Comparison.Equal => string.Equals(text, condition.Text, StringComparison.Ordinal),
        Comparison.NotEqual => !string.Equals(text, condition.Text, StringComparison.Ordinal),
        Comparison.StartsWith => text.StartsWith(condition.Text!, StringComparison.Ordinal),
        Comparison.Present => true,
        _ => throw new InvalidOperationException($"Texts are not compared by {condition.Comparison}."),
    };

    /// <summary>Texts compare ordinally, numbers and instants where the attribute can be read as one.</summary>
    private static bool HoldsAttribute(CustomerCondition condition, string? value)
    {
        if (value is null)
            return condition.Comparison == Comparison.NotEqual;
        if (condition.Comparison == Comparison.Present || condition.Text is not null)
            return Holds(condition, value);
        if (condition.IsTime)
            return Holds(condition, CustomerFilterParser.Micros(value, allowsDate: true));
        return Holds(condition, double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null);
    }
}
