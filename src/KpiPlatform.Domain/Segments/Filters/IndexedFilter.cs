namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>What of a filter an index of customers can decide.</summary>
/// <param name="Filter">Everybody who meets the whole filter meets this one, which names indexed fields alone.</param>
/// <param name="IsExact">Whether the reverse holds as well, so that nothing is left to look at.</param>
public sealed record IndexedFilter(CustomerFilter Filter, bool IsExact)
{
    private static readonly IndexedFilter Nothing = new(CustomerFilter.Everybody, IsExact: false);

    /// <summary>The part of a filter that an index can decide.</summary>
    public static IndexedFilter Of(CustomerFilter filter) => filter switch
    {
        ConditionFilter leaf => CustomerFields.IsIndexed(leaf.Condition.Field) ? new(leaf, IsExact: true) : Nothing,
        AllOfFilter all => Of(all),
        AnyOfFilter any => Of(any),
        NotFilter not => Of(not.Part) is { IsExact: true } part ? new(new NotFilter(part.Filter), IsExact: true) : Nothing,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Not a part of filters."),
    };

    private static IndexedFilter Of(AllOfFilter all)
    {
        var parts = all.Parts.Select(Of).ToList();
        return new(new AllOfFilter([.. parts.Select(part => part.Filter).Where(part => !part.IsEverybody)]), parts.TrueForAll(part => part.IsExact));
    }

    private static IndexedFilter Of(AnyOfFilter any)
    {
        var parts = any.Parts.Select(Of).ToList();
        return parts.Exists(part => part is { IsExact: false, Filter.IsEverybody: true })
            ? Nothing
            : new(new AnyOfFilter([.. parts.Select(part => part.Filter)]), parts.TrueForAll(part => part.IsExact));
    }
}
