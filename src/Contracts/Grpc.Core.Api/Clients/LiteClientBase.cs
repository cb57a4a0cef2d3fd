namespace Grpc.Core;

/// <summary>The base of clients generated with the <c>lite_client</c> option: an invoker and nothing more. Thread safe.</summary>
public abstract class LiteClientBase
{
    /// <summary>For test doubles: every call that is not overridden throws <see cref="NotSupportedException"/>.</summary>
    protected LiteClientBase()
        : this(new UnimplementedCallInvoker())
    {
    }

    /// <summary>A client of a channel.</summary>
    /// <param name="channel">The channel.</param>
    protected LiteClientBase(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        CallInvoker = channel.CreateCallInvoker();
    }

    /// <summary>A client of an invoker, for instance one wrapped by interceptors.</summary>
    /// <param name="callInvoker">The invoker.</param>
    protected LiteClientBase(CallInvoker callInvoker)
    {
        ArgumentNullException.ThrowIfNull(callInvoker);
        CallInvoker = callInvoker;
    }

    /// <summary>The invoker that generated methods call.</summary>
    protected CallInvoker CallInvoker { get; }
}
