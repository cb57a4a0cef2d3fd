namespace KpiPlatform.Grains.Embedded;

/// <summary>What a grain class implements; <see cref="Grain"/> does it for you.</summary>
public interface IGrainBase
{
    /// <summary>Gets the activation that this object belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs as the first turn, before any request. A failure fails the requests that wait; the next call tries anew.</summary>
    /// <param name="token">Cancelled when activation takes longer than the runtime allows.</param>
    /// <returns>Completes when the grain is ready for requests.</returns>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs as the last turn, after all requests ended. Not called when the process dies: never rely on it for durability.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="token">Cancelled when deactivation takes longer than the runtime allows.</param>
    /// <returns>Completes when the grain may be dropped.</returns>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
