using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>
/// A metric: what it means, and how it is computed from sums of cells. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Evaluation is pure and asks for the same sums whatever it is answered, so that it can first run against a
/// <see cref="CellPlan"/> to learn which sums it needs and then against the sums fetched.
/// </remarks>
public abstract class Indicator
{
    /// <summary>Least sample for survey indicators, below which a status is grey.</summary>
    public const int SurveyMinimumSample = 30;

    /// <summary>Stable id, a-z and "_".</summary>
    public required string Id { get; init; }

    /// <summary>Title in English.</summary>
    public required string Title { get; init; }

    /// <summary>What it means, in words and as a formula.</summary>
    public required string Definition { get; init; }

    /// <summary>One of <see cref="IndicatorUnits"/>.</summary>
    public required string Unit { get; init; }

    /// <summary>What is good.</summary>
    public Direction Direction { get; init; } = Direction.Increase;

    /// <summary>Where the definition comes from.</summary>
    public string Source { get; init; } = "KpiPlatform";

    /// <summary>Kinds of interaction that it is computed from, as field names of the contract.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Observations below which a scorecard shows the value in grey, unless it says otherwise.</summary>
    public int MinimumSample { get; init; } = 1;

    /// <summary>Ids of the parts that values have; empty where they have none.</summary>
    public abstract IReadOnlyList<string> Components { get; }

    /// <summary>Whether it has components besides <see cref="Components"/> that depend on the tenant's settings.</summary>
    public virtual bool HasTenantComponents => false;

    /// <summary>Whether it can be evaluated for a dimension value.</summary>
    public abstract bool IsDimensional { get; }

    /// <summary>
    /// Whether the value, or a component, adds up over the days of a period, so that a goal for the whole period is no measure
    /// for the part of it that is over.
    /// </summary>
    /// <param name="component">Id of the component; empty for the value.</param>
    public virtual bool IsFlow(string component) => false;

    /// <summary>Evaluates it.</summary>
    /// <param name="context">For what.</param>
    /// <param name="cells">The sums, or a plan that collects what is needed.</param>
    /// <exception cref="DomainException">NOT_DIMENSIONAL, if it is asked for a dimension value and has none.</exception>
    public IndicatorValue Evaluate(IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cells);
        if (context.Dimension != DimensionValue.Whole)
            RequireDimensional("dimension");
        if (!context.Window.HasBegun)
            return WithoutValue(context, NoValueReason.PeriodNotBegun);
        var empty = Empty(context);
        if (context.Settings.CoverageFromDay is not { } covered || empty.BeforeCoverage || !RestsOnCustomers)
            return Compute(empty, context, cells);

        // A period that is covered is not all that is looked at: the one before, a window, a stock since the beginning.
        var reach = new CellReach(cells, context.Settings.LapseDays);
        var value = Compute(empty, context, reach);
        return value with { BeforeCoverage = reach.FirstDay < covered };
    }

    /// <summary>No value, for a reason that lies outside of the cells.</summary>
    /// <param name="context">For what.</param>
    /// <param name="reason">One of <see cref="Indicators.NoValueReason"/>.</param>
    public IndicatorValue WithoutValue(IndicatorContext context, string reason) => Empty(context) with { NoValueReason = reason };

    /// <summary>Throws unless it can be evaluated by dimension.</summary>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">NOT_DIMENSIONAL, naming the field.</exception>
    public void RequireDimensional(string field)
    {
        if (!IsDimensional)
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                "NOT_DIMENSIONAL",
                $"\"{Id}\" is computed for the whole tenant only, not by dimension.",
                field);
        }
    }

    /// <summary>Fills in value, ratio, sample, interval, components, or the reason why there is no value.</summary>
    /// <param name="value">All that does not depend on the cells.</param>
    /// <param name="context">For what; the period has begun.</param>
    /// <param name="cells">The sums.</param>
    protected abstract IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells);

    /// <summary>Whether all measures of some quantities are kept by dimension and none is a stock.</summary>
    internal static bool AllDimensional(params IEnumerable<Quantity> quantities) =>
        quantities.All(quantity => quantity.Terms.All(term => BuiltInMeasures.IsDimensional(term.Measure) && term.IsFlow));

    /// <summary>What to divide a quantity by for the unit that clients see: minor units of money in a whole one, else 1.</summary>
    protected double UnitDivisor(IndicatorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return string.Equals(Unit, IndicatorUnits.Money, StringComparison.Ordinal) ? context.Currency.MinorPerUnit : 1;
    }

    private IndicatorValue Empty(IndicatorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new()
        {
            Indicator = Id,
            Unit = IndicatorUnits.In(Unit, context.Currency),
            Direction = Direction,
            Period = context.Window.Period,
            AsOf = context.Window.AsOf,
            NewestEventAt = context.NewestEventAt,
            DefinitionVersion = context.DefinitionVersion,
            CountingChangedAt = context.ChangedSince,
            Partial = context.Window.IsPartial,
            BeforeCoverage = context.BeforeCoverage && RestsOnCustomers,
        };
    }

    /// <summary>Whether it is computed from what customers did, and not only from the tenant's own facts, which are never deleted.</summary>
    private bool RestsOnCustomers => Inputs.Count == 0 || Inputs.Any(input => !InteractionKinds.TryParse(input, out var kind) || !InteractionKinds.IsOfTenant(kind));
}
