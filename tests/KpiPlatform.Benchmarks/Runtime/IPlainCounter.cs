namespace KpiPlatform.Benchmarks.Runtime;

/// <inheritdoc cref="PlainCounter"/>
internal interface IPlainCounter
{
    ValueTask<int> Increment(int by);
}
