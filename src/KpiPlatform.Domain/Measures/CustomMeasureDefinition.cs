using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <summary>A measure that a tenant has defined over its interactions. Immutable; compared by what it counts with <see cref="CountsSameAs"/>.</summary>
public sealed record CustomMeasureDefinition
{
    /// <summary>1 to 64 characters of a-z, 0-9 and "_", beginning with a letter; no built-in measure's or indicator's.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>At most 200 bytes; empty: the id.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>At most 2,000 bytes.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Kinds of interaction that count; none for a ratio.</summary>
    public IReadOnlyList<InteractionKind> Kinds { get; init; } = [];

    /// <summary>What must hold of an interaction to count, all of it; see <see cref="FieldCondition"/>.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>How the number is made.</summary>
    public CustomMeasureAggregation Aggregation { get; init; }

    /// <summary>The field that is aggregated; empty where interactions or customers are counted.</summary>
    public string Field { get; init; } = string.Empty;

    /// <summary>n of <see cref="CustomMeasureAggregation.CustomersWithAtLeast"/>, 2 to 1,000; else 0.</summary>
    public int AtLeast { get; init; }

    /// <summary>Quantile of <see cref="CustomMeasureAggregation.Percentile"/>, 0 to 1; else 0.</summary>
    public double Quantile { get; init; }

    /// <summary>Measure that a ratio divides; else empty.</summary>
    public string Numerator { get; init; } = string.Empty;

    /// <summary>Measure that a ratio divides by; else empty.</summary>
    public string Denominator { get; init; } = string.Empty;

    /// <summary>First of the numbers of its cells, allotted once; 0 for a ratio, which has none.</summary>
    public int FirstNumber { get; init; }

    /// <summary>Request that made it; empty if none was given.</summary>
    public string RequestId { get; init; } = string.Empty;

    /// <summary>Ticks of 100 ns since 1970.</summary>
    public long CreatedAtTicks { get; init; }

    /// <summary>Ticks of 100 ns since 1970.</summary>
    public long UpdatedAtTicks { get; init; }

    /// <summary>Whether another makes the same number of the same interactions, whatever it is called and wherever it is kept.</summary>
    public bool CountsSameAs(CustomMeasureDefinition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Aggregation == other.Aggregation
            && Kinds.SequenceEqual(other.Kinds)
            && Conditions.SequenceEqual(other.Conditions, StringComparer.Ordinal)
            && string.Equals(Field, other.Field, StringComparison.Ordinal)
            && AtLeast == other.AtLeast
            && Quantile.Equals(other.Quantile)
            && string.Equals(Numerator, other.Numerator, StringComparison.Ordinal)
            && string.Equals(Denominator, other.Denominator, StringComparison.Ordinal);
    }
}
