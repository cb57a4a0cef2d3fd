namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>
/// Makes one process as unkind as a cluster, so that tests find what rests on being in one process. Every argument, result
/// and exception is copied the way the Orleans serializer would, calls never run on the calling thread, and the rest is
/// drawn from a seed. For tests: it costs far more than it takes to call a grain.
/// </summary>
public sealed class ParityOptions
{
    /// <summary>Gets the seed of everything drawn. The same seed and the same scheduler give the same run.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets a value indicating whether requests that wait for a grain at the same time start in random order. Default: true.</summary>
    public bool Reorder { get; init; } = true;

    /// <summary>Gets the probability with which a one-way call is lost, 0 to 1. Default: 0.</summary>
    public double OneWayLossProbability { get; init; }
}
