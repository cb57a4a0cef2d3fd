using KpiPlatform.Cli.Import.Reading;

namespace KpiPlatform.Cli.Import.Sending;

/// <summary>Lines in another order, to show that the order of arrival does not matter.</summary>
internal static class ShuffledLines
{
    /// <summary>All lines, in an order given by the seed; they are held in memory. Their numbers stay those of the file.</summary>
    public static async IAsyncEnumerable<ImportLine> Of(
        IAsyncEnumerable<ImportLine> lines, int seed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = new List<ImportLine>();
        await foreach (var line in lines.WithCancellation(cancellationToken))
            all.Add(line);
        var total = all.Count == 0 ? 0 : all[^1].EndOffset;
        new Random(seed).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
        for (var i = 0; i < all.Count; i++)
            yield return all[i] with { EndOffset = total * (i + 1) / all.Count };
    }
}
