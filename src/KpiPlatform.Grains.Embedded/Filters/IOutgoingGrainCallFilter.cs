namespace KpiPlatform.Grains.Embedded;

/// <summary>Stands behind callers of grains; runs where the caller runs. Registered in dependency injection, in that order.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Handles a call.</summary>
    /// <param name="context">The call; go on with <see cref="IGrainCallContext.Invoke"/>.</param>
    /// <returns>Completes with the call; a failure fails the call.</returns>
    Task Invoke(IOutgoingGrainCallContext context);
}
