namespace KpiPlatform.Grains.Embedded;

/// <summary>Stands before calls into grains; runs on the grain's turn. Registered in dependency injection for all grains, in that order; a grain class that implements it stands last.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles a call.</summary>
    /// <param name="context">The call; go on with <see cref="IGrainCallContext.Invoke"/>.</param>
    /// <returns>Completes with the call; a failure fails the call.</returns>
    Task Invoke(IIncomingGrainCallContext context);
}
