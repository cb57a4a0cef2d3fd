namespace KpiPlatform.Domain.Statistics;

/// <summary>Spearman's correlation: Pearson's of the ranks, equal values sharing the mean of theirs. It asks only whether more goes with more.</summary>
public static class SpearmanCorrelation
{
    /// <summary>The correlation, −1 to 1; null for fewer than <see cref="PearsonCorrelation.MinimumPairs"/> pairs, or if one side does not vary.</summary>
    public static double? Of(IReadOnlyList<(double X, double Y)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var x = Ranks([.. pairs.Select(pair => pair.X)]);
        var y = Ranks([.. pairs.Select(pair => pair.Y)]);
        return PearsonCorrelation.Of([.. x.Zip(y)]);
    }

    /// <summary>The rank of each value, from 1; equal values have the mean of the ranks that they take together.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[values.Count];
        for (var first = 0; first < order.Length;)
        {
            var next = first + 1;
            while (next < order.Length && values[order[next]] == values[order[first]])
                next++;
            for (var i = first; i < next; i++)
                ranks[order[i]] = (first + next + 1) / 2.0;
            first = next;
        }

        return ranks;
    }
}
