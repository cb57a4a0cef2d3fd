namespace KpiPlatform.Host.Demo;

/// <summary>Chance that is the same every time: a seeded source and the distributions that the demo draws from.</summary>
internal sealed class DemoChance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>0 (included) to 1 (excluded).</summary>
    public double Share() => _random.NextDouble();

    /// <summary>True with a probability of 0 to 1.</summary>
    public bool Happens(double probability) => _random.NextDouble() < probability;

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int from, int to) => _random.Next(from, to + 1);

    /// <summary>Time until something that happens once in <paramref name="mean"/> on average.</summary>
    public TimeSpan Wait(TimeSpan mean) => mean * -Math.Log(1 - _random.NextDouble());

    /// <summary>Bell-shaped.</summary>
    public double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));

    /// <summary>Skewed to the right, as prices and durations are; <paramref name="median"/> is its middle.</summary>
    public double Skewed(double median, double spread) => median * Math.Exp(Normal(0, spread));

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
