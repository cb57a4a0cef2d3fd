using KpiPlatform.Grains.Embedded;

namespace KpiPlatform.Benchmarks.Runtime;

/// <summary>The cheapest work there is, so that what is measured is the call.</summary>
internal interface IBenchGrain : IGrainWithStringKey
{
    ValueTask<int> Increment(int by);

    Task<int> IncrementTask(int by);

    Task Touch();

    /// <summary>Increments another grain so many times and returns the nanoseconds of one call.</summary>
    Task<double> Drive(string other, int times);

    Task<int> IncrementLater(int by);
}
