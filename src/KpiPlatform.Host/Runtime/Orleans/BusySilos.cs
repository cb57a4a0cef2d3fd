namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Tells a gateway's callers that a silo without memory to spare took nothing more as what it is: too much at once, to be sent again a little later, and not a
/// service that is away. Such a call was not begun. Thread-safe.
/// </summary>
internal sealed class BusySilos : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (GatewayTooBusyException exception)
        {
            throw new LimitExceededException("A host takes nothing more at present.", exception);
        }
    }
}
