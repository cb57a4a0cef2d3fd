namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal sealed class ScopedGrain(ScopedThing thing) : Grain, IScopedGrain
{
    public Task<ScopedThing> Thing() => Task.FromResult(thing);
}
