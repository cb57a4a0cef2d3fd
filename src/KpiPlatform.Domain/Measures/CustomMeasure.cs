using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <summary>A tenant's measure, ready to count: which interactions it takes, and what its cells are called. Immutable, thread-safe.</summary>
/// <remarks>Not for a ratio, which counts nothing.</remarks>
public sealed class CustomMeasure
{
    private readonly FieldCondition[] _conditions;
    private readonly FieldPath? _field;

    /// <summary>Makes one of a checked definition.</summary>
    /// <param name="definition">The definition, with its numbers.</param>
    /// <param name="currency">The tenant's currency.</param>
    public CustomMeasure(CustomMeasureDefinition definition, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        _conditions = [.. definition.Conditions.Select(text => FieldCondition.Parse(text, currency).Condition ?? throw new InvalidOperationException($"The condition {text} was not checked."))];
        _field = definition.Field.Length == 0 ? null : FieldPath.Parse(definition.Field, out _) ?? throw new InvalidOperationException($"The field {definition.Field} was not checked.");
        Named = NamedOf(definition, _field?.Type);
    }

    /// <summary>The definition.</summary>
    public CustomMeasureDefinition Definition { get; }

    /// <summary>What formulas know it as.</summary>
    public NamedMeasure Named { get; }

    /// <summary>The number of its cells, or of the first of two.</summary>
    public MeasureId Cells => new((ushort)Definition.FirstNumber);

    /// <summary>The number of the cells that count values; for averages and last values.</summary>
    public MeasureId CountCells => new((ushort)(Definition.FirstNumber + 1));

    /// <summary>Whether it is a minimum or maximum that counts single values; one defined before there were such counts by bucket.</summary>
    public bool CountsValues => CustomMeasureNumbers.IsExtreme(Cells);

    /// <summary>Keys of the customer's attributes that it looks at.</summary>
    public IEnumerable<string> Attributes => _conditions.Select(condition => condition.Path.Attribute).OfType<string>();

    /// <summary>Whether an interaction of one of its kinds counts.</summary>
    public bool Takes(Interaction interaction, ProfileFold profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        foreach (var condition in _conditions)
        {
            if (!condition.Holds(interaction, profile.Attribute))
                return false;
        }

        return true;
    }

    /// <summary>The values of its field.</summary>
    public IEnumerable<long> Values(Interaction interaction) => _field?.Numbers(interaction) ?? [];

    /// <summary>Most cells that one interaction changes.</summary>
    /// <param name="dimensions">Number of declared dimensions.</param>
    public int CellsPerInteraction(int dimensions) => Definition.Aggregation switch
    {
        CustomMeasureAggregation.Count or CustomMeasureAggregation.Sum => 1 + dimensions,
        CustomMeasureAggregation.Average => 2 * (1 + dimensions),
        CustomMeasureAggregation.DistinctCustomers or CustomMeasureAggregation.CustomersWithAtLeast => 5,
        CustomMeasureAggregation.Last => 2,
        CustomMeasureAggregation.SumOfLast => 1,
        CustomMeasureAggregation.Min or CustomMeasureAggregation.Max when CountsValues => 2,
        _ => _field?.IsList == true ? CustomMeasureLimits.MaxLines : 1,
    };

    /// <summary>Most cells that a day can have, sketches aside, which have one for each bucket that occurs.</summary>
    /// <param name="dimensionValues">Declared values of all dimensions, and one more for each dimension.</param>
    public int CellsPerDay(int dimensionValues) => Definition.Aggregation switch
    {
        CustomMeasureAggregation.Count or CustomMeasureAggregation.Sum => 1 + dimensionValues,
        CustomMeasureAggregation.Average => 2 * (1 + dimensionValues),
        CustomMeasureAggregation.DistinctCustomers or CustomMeasureAggregation.CustomersWithAtLeast => 5,
        CustomMeasureAggregation.Last => 2,
        CustomMeasureAggregation.SumOfLast => 1,
        _ => TypicalBuckets,
    };

    /// <summary>Buckets of 1 % that the values of a day fall into, over two orders of magnitude; and different extremes of interactions.</summary>
    private const int TypicalBuckets = 230;

    private static NamedMeasure NamedOf(CustomMeasureDefinition definition, FieldType? type)
    {
        var first = new MeasureId((ushort)definition.FirstNumber);
        var second = new MeasureId((ushort)(definition.FirstNumber + 1));
        var named = new NamedMeasure
        {
            Id = definition.Id,
            Title = definition.Title.Length > 0 ? definition.Title : definition.Id,
            Description = definition.Description,
            Unit = UnitOf(definition.Aggregation, type),
            Scale = type == FieldType.Real ? FieldPath.Millionths : 1,
            Quantity = Quantity.Flow(first),
        };
        return definition.Aggregation switch
        {
            CustomMeasureAggregation.Average => named with { Divisor = Quantity.Flow(second) },
            CustomMeasureAggregation.Last => named with
            {
                Nature = MeasureNature.StockAtEnd,
                Quantity = Quantity.Of(first, TermDays.BeforeCut),
                Divisor = Quantity.Of(second, TermDays.BeforeCut),
            },
            CustomMeasureAggregation.SumOfLast => named with { Nature = MeasureNature.StockAtEnd, Quantity = Quantity.Of(first, TermDays.BeforeCut) },
            CustomMeasureAggregation.Min or CustomMeasureAggregation.Max when CustomMeasureNumbers.IsExtreme(first) =>
                named with { Ranked = new ExtremeValue(first, definition.Aggregation == CustomMeasureAggregation.Max) },
            CustomMeasureAggregation.Min => named with { Ranked = new SketchQuantile(first, 0) },
            CustomMeasureAggregation.Max => named with { Ranked = new SketchQuantile(first, 1) },
            CustomMeasureAggregation.Percentile => named with { Ranked = new SketchQuantile(first, definition.Quantile) },
            _ => named,
        };
    }

    private static MeasureUnit UnitOf(CustomMeasureAggregation aggregation, FieldType? type) =>
        aggregation is CustomMeasureAggregation.Count or CustomMeasureAggregation.DistinctCustomers or CustomMeasureAggregation.CustomersWithAtLeast
            ? MeasureUnit.Count
            : type switch
            {
                FieldType.Money => MeasureUnit.Money,
                FieldType.Duration => MeasureUnit.Milliseconds,
                FieldType.Whole => MeasureUnit.Count,
                _ => MeasureUnit.Ratio,
            };
}
