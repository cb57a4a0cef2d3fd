namespace KpiPlatform.Grains.Turns;

/// <summary>
/// Begins each call in a work item of its own on the grain's scheduler, for the cluster's runtime. Orleans 10 runs the beginning of a call, up to its first wait,
/// under the lock of the activation's queue, and handing a call to a grain of the same host takes that grain's lock: two grains that call each other at once, each
/// before its first wait, stopped for good, with everything that came to them later. The embedded runtime holds no lock while grains run and needs none of this.
/// Thread-safe.
/// </summary>
public sealed class TurnFilter : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await Task.Yield();
        await context.Invoke();
    }
}
