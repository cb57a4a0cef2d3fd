namespace KpiPlatform.Domain.Benchmarks;

/// <summary>Medians of a few values.</summary>
public static class Medians
{
    /// <summary>The middle one, or the mean of the middle two; null for none.</summary>
    /// <param name="ascending">Values in ascending order.</param>
    public static double? Of(IReadOnlyList<double> ascending)
    {
        ArgumentNullException.ThrowIfNull(ascending);
        var middle = ascending.Count / 2;
        if (ascending.Count == 0)
            return null;
        return ascending.Count % 2 == 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
    }
}
