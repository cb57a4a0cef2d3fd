namespace KpiPlatform.Grains.Tests.Runtime;

/// <summary>What the embedded runtime's parity mode is asked for; here the runtime itself copies and reorders, and callers come from outside.</summary>
public sealed class ParityOptions
{
    /// <summary>Gets the seed of everything drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the probability with which a one-way call is lost, 0 to 1. Default: 0.</summary>
    public double OneWayLossProbability { get; init; }
}
