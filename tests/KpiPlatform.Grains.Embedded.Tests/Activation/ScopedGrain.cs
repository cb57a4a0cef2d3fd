namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IScopedGrain : IGrainWithStringKey
{
    Task<ScopedThing> Thing();
}

internal sealed class ScopedGrain(ScopedThing thing) : Grain, IScopedGrain
{
    public Task<ScopedThing> Thing() => Task.FromResult(thing);
}

internal sealed class ScopedThing : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
