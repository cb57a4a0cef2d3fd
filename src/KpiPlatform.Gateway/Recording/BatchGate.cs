namespace KpiPlatform.Gateway.Recording;

/// <summary>Bounds the batches worked on at once over all streams. Thread-safe; waiters get in in their order.</summary>
internal sealed class BatchGate(GatewayOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaxBatchesInFlight);

    /// <summary>Waits for a place; give it back with <see cref="Leave"/>.</summary>
    public Task EnterAsync() => _free.WaitAsync();

    /// <summary>Gives a place back.</summary>
    public void Leave() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
