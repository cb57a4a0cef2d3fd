namespace Grpc.Core;

/// <summary>A connection, real or virtual, to a service. Long-lived and shared by many clients.</summary>
public abstract class ChannelBase
{
    /// <summary>A channel to a target.</summary>
    /// <param name="target">The authority that calls are addressed to, for instance <c>localhost:5000</c>.</param>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>The authority that calls are addressed to.</summary>
    public string Target { get; }

    /// <summary>Makes the invoker through which clients use this channel.</summary>
    /// <returns>An invoker that lives as long as the channel.</returns>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Closes the channel. By default there is nothing to close.</summary>
    /// <returns>Completes when the channel is closed.</returns>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Where an implementation closes what it holds.</summary>
    /// <returns>Completes when the channel is closed.</returns>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
