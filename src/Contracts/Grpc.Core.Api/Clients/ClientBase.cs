namespace Grpc.Core;

/// <summary>What every generated client has: an invoker and the host override its calls carry. Thread safe.</summary>
public abstract partial class ClientBase
{
    /// <summary>For test doubles: every call that is not overridden throws <see cref="NotSupportedException"/>.</summary>
    protected ClientBase()
        : this(new UnimplementedCallInvoker())
    {
    }

    /// <summary>A client with the configuration of another.</summary>
    /// <param name="configuration">Invoker and host.</param>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        CallInvoker = configuration.CreateDecoratedCallInvoker();
    }

    /// <summary>A client of a channel.</summary>
    /// <param name="channel">The channel.</param>
    protected ClientBase(ChannelBase channel)
        : this(CreateInvoker(channel))
    {
    }

    /// <summary>A client of an invoker, for instance one wrapped by interceptors.</summary>
    /// <param name="callInvoker">The invoker.</param>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker, host: null))
    {
    }

    /// <summary>The invoker that generated methods call.</summary>
    protected CallInvoker CallInvoker { get; }

    internal ClientBaseConfiguration Configuration { get; }

    private static CallInvoker CreateInvoker(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker();
    }
}
