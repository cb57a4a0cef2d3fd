namespace KpiPlatform.Grains.Tests.Runtime;

/// <summary>Loses one-way calls between grains, as a network may.</summary>
internal sealed class LossyCalls(ParityOptions parity) : IOutgoingGrainCallFilter
{
    private readonly Random _random = new(parity.Seed);
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.InterfaceMethod.IsDefined(typeof(OneWayAttribute), inherit: true) && IsLost() ? Task.CompletedTask : context.Invoke();

    private bool IsLost()
    {
        lock (_gate)
            return _random.NextDouble() < parity.OneWayLossProbability;
    }
}
