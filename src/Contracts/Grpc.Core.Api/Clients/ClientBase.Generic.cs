namespace Grpc.Core;

/// <summary>The base of generated clients.</summary>
/// <typeparam name="T">The client itself.</typeparam>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>For test doubles: every call that is not overridden throws <see cref="NotSupportedException"/>.</summary>
    protected ClientBase()
    {
    }

    /// <summary>A client with the configuration of another.</summary>
    /// <param name="configuration">Invoker and host.</param>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>A client of a channel.</summary>
    /// <param name="channel">The channel.</param>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>A client of an invoker, for instance one wrapped by interceptors.</summary>
    /// <param name="callInvoker">The invoker.</param>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>The same client with another authority on its calls.</summary>
    /// <param name="host">The authority, as virtual hosting needs it; null takes an earlier override away.</param>
    /// <returns>A new client; this one is unchanged.</returns>
    public T WithHost(string? host) => NewInstance(Configuration.WithHost(host));

    /// <summary>Generated: a client with another configuration.</summary>
    /// <param name="configuration">Invoker and host.</param>
    /// <returns>A new client.</returns>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
