using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded;

/// <summary>What a grain may ask of its activation.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Ends this activation after its running requests; the next call makes a new one.</summary>
    /// <param name="grain">The grain itself.</param>
    public static void DeactivateOnIdle(this IGrainBase grain) =>
        grain.GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The grain asked for it."));

    /// <summary>Makes a timer whose ticks run as turns of the grain and never overlap themselves; the period counts from the end of a tick.</summary>
    /// <typeparam name="TState">Type of what the callback receives.</typeparam>
    /// <param name="grain">The grain itself.</param>
    /// <param name="callback">The tick. Its token is cancelled when the timer is disposed or the activation ends. An exception is logged; the timer goes on.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <param name="options">When and how it ticks.</param>
    /// <returns>The timer; it ends with the activation.</returns>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain,
        Func<TState, CancellationToken, Task> callback,
        TState state,
        GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Activation.Of(grain.GrainContext).RegisterTimer(callback, state, options);
    }

    /// <inheritdoc cref="RegisterGrainTimer{TState}(IGrainBase, Func{TState, CancellationToken, Task}, TState, GrainTimerCreationOptions)"/>
    public static IGrainTimer RegisterGrainTimer(
        this IGrainBase grain,
        Func<CancellationToken, Task> callback,
        GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return RegisterGrainTimer(grain, static (tick, token) => tick(token), callback, options);
    }

    /// <inheritdoc cref="RegisterGrainTimer{TState}(IGrainBase, Func{TState, CancellationToken, Task}, TState, GrainTimerCreationOptions)"/>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return RegisterGrainTimer(grain, static (tick, _) => tick(), callback, options);
    }

    /// <inheritdoc cref="RegisterGrainTimer{TState}(IGrainBase, Func{TState, CancellationToken, Task}, TState, GrainTimerCreationOptions)"/>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain,
        Func<TState, Task> callback,
        TState state,
        GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return RegisterGrainTimer(grain, static (tick, _) => tick.Callback(tick.State), (Callback: callback, State: state), options);
    }

    /// <summary>Makes a timer that does not interleave with requests and does not keep the activation alive.</summary>
    /// <param name="grain">The grain itself.</param>
    /// <param name="callback">The tick.</param>
    /// <param name="dueTime">Until the first tick; zero for at once, infinite for not before <see cref="IGrainTimer.Change"/>.</param>
    /// <param name="period">From the end of a tick to the next; infinite for a single tick.</param>
    /// <returns>The timer; it ends with the activation.</returns>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grain, callback, new GrainTimerCreationOptions(dueTime, period));

    /// <inheritdoc cref="RegisterGrainTimer(IGrainBase, Func{Task}, TimeSpan, TimeSpan)"/>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grain, callback, new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Makes a timer that does not interleave with requests and does not keep the activation alive.</summary>
    /// <typeparam name="TState">Type of what the callback receives.</typeparam>
    /// <param name="grain">The grain itself.</param>
    /// <param name="callback">The tick.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <param name="dueTime">Until the first tick; zero for at once, infinite for not before <see cref="IGrainTimer.Change"/>.</param>
    /// <param name="period">From the end of a tick to the next; infinite for a single tick.</param>
    /// <returns>The timer; it ends with the activation.</returns>
    public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grain, callback, state, new GrainTimerCreationOptions(dueTime, period));

    /// <inheritdoc cref="RegisterGrainTimer{TState}(IGrainBase, Func{TState, Task}, TState, TimeSpan, TimeSpan)"/>
    public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grain, callback, state, new GrainTimerCreationOptions(dueTime, period));
}
