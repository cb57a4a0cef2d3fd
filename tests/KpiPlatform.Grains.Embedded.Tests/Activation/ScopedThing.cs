namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal sealed class ScopedThing : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
