namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>What a server's probe says.</summary>
/// <param name="AllocatedBytes">Allocated since the process began.</param>
/// <param name="HeldBytes">Held on the heap, after a full collection if one was asked for.</param>
/// <param name="Pauses">How long the collector stopped everything, each time since the process began, in milliseconds.</param>
internal sealed record ProbeAnswer(long AllocatedBytes, long HeldBytes, IReadOnlyList<double> Pauses)
{
    public static ProbeAnswer Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(long.Parse(words[0]), long.Parse(words[1]), [.. words.Skip(2).Select(double.Parse)]);
    }
}
