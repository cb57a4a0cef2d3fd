namespace KpiPlatform.Grains.Embedded;

/// <summary>One activation of a grain. Thread-safe.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>Gets the reference through which others, and the grain itself, call this grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>Gets the identity, the same for all successive activations.</summary>
    GrainId GrainId { get; }

    /// <summary>Gets the grain object; null before it is built and after deactivation.</summary>
    object? GrainInstance { get; }

    /// <summary>Gets the service scope of this activation; it is disposed with it.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Gets a task that completes when the activation is gone. Awaiting it inside the grain deadlocks until the call times out.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation after its running requests; requests that arrive later go to a new activation. Returns at once; repeated calls have no effect.</summary>
    /// <param name="deactivationReason">Handed to <see cref="IGrainBase.OnDeactivateAsync"/>.</param>
    /// <param name="cancellationToken">Passed on to <see cref="IGrainBase.OnDeactivateAsync"/>, joined with the runtime's own bound.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
