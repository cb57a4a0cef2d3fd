namespace KpiPlatform.Benchmarks.Runtime;

/// <summary>What the same call costs without a runtime.</summary>
internal sealed class PlainCounter : IPlainCounter
{
    private int _sum;

    public ValueTask<int> Increment(int by) => new(_sum += by);
}
