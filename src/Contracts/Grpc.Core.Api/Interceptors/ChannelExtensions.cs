namespace Grpc.Core.Interceptors;

/// <summary>Wrapping channels with interceptors.</summary>
public static class ChannelExtensions
{
    /// <summary>An invoker of the channel whose calls pass through an interceptor first.</summary>
    /// <param name="channel">Makes the calls.</param>
    /// <param name="interceptor">Sees them first.</param>
    /// <returns>The wrapped invoker.</returns>
    public static CallInvoker Intercept(this ChannelBase channel, Interceptor interceptor) => Invoker(channel).Intercept(interceptor);

    /// <summary>An invoker of the channel whose calls pass through interceptors first.</summary>
    /// <param name="channel">Makes the calls.</param>
    /// <param name="interceptors">In the order in which they see a call: the first is outermost.</param>
    /// <returns>The wrapped invoker.</returns>
    public static CallInvoker Intercept(this ChannelBase channel, params Interceptor[] interceptors) => Invoker(channel).Intercept(interceptors);

    /// <summary>An invoker of the channel whose calls carry headers that a function gives.</summary>
    /// <param name="channel">Makes the calls.</param>
    /// <param name="interceptor">Receives a copy of the call's headers and returns those to send.</param>
    /// <returns>The wrapped invoker.</returns>
    public static CallInvoker Intercept(this ChannelBase channel, Func<Metadata, Metadata> interceptor) => Invoker(channel).Intercept(interceptor);

    private static CallInvoker Invoker(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker();
    }
}
