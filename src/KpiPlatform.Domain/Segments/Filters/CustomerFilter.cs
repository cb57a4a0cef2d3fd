namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>What customers must meet: conditions joined by and, or, not. Immutable, thread-safe.</summary>
public abstract record CustomerFilter
{
    /// <summary>Every customer meets it.</summary>
    public static CustomerFilter Everybody { get; } = new AllOfFilter([]);

    /// <summary>Whether there is nothing to meet.</summary>
    public bool IsEverybody => this is AllOfFilter { Parts.Count: 0 };

    /// <summary>Both.</summary>
    public static CustomerFilter Both(CustomerFilter one, CustomerFilter other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.IsEverybody)
            return other;
        return other.IsEverybody ? one : new AllOfFilter([one, other]);
    }

    /// <summary>All conditions in it, wherever they stand.</summary>
    public IEnumerable<Journal.CustomerCondition> Conditions() => this switch
    {
        ConditionFilter leaf => [leaf.Condition],
        AllOfFilter all => all.Parts.SelectMany(part => part.Conditions()),
        AnyOfFilter any => any.Parts.SelectMany(part => part.Conditions()),
        NotFilter not => not.Part.Conditions(),
        _ => throw new InvalidOperationException($"{GetType().Name} is not a part of filters."),
    };

    /// <summary>Whether a customer meets it.</summary>
    /// <param name="holds">Whether the customer meets a condition.</param>
    public bool Holds(Func<Journal.CustomerCondition, bool> holds) => this switch
    {
        ConditionFilter leaf => holds(leaf.Condition),
        AllOfFilter all => all.Parts.All(part => part.Holds(holds)),
        AnyOfFilter any => any.Parts.Any(part => part.Holds(holds)),
        NotFilter not => !not.Part.Holds(holds),
        _ => throw new InvalidOperationException($"{GetType().Name} is not a part of filters."),
    };
}
