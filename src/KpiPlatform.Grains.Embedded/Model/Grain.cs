using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded;

/// <summary>Base class of grains. Its code runs in turns: never on two threads at once, and everything after an await is again a turn of the same grain.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly IGrainContext? _grainContext;

    /// <summary>Binds the object to the activation that is being built on this thread.</summary>
    protected Grain() => _grainContext = Activation.UnderConstruction;

    /// <summary>Gets the activation that this object belongs to.</summary>
    /// <exception cref="InvalidOperationException">The object was not built by the runtime.</exception>
    public IGrainContext GrainContext => _grainContext
        ?? throw new InvalidOperationException($"{GetType()} was not built by the grain runtime, so it has no context.");

    /// <summary>Gets the reference through which others call this grain; hand this out, never <c>this</c>.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>Gets the factory for references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Of(GrainContext).Runtime;

    /// <summary>Gets the service scope of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after its running requests; the next call makes a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the activation from being collected for being idle.</summary>
    /// <param name="timeSpan">From now on; zero or less withdraws an earlier delay; <see cref="TimeSpan.MaxValue"/> or <see cref="Timeout.InfiniteTimeSpan"/> means for good.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(GrainContext).DelayDeactivation(timeSpan);
}
