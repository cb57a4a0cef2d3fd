namespace Grpc.Core.Interceptors;

/// <summary>Wrapping invokers with interceptors.</summary>
public static class CallInvokerExtensions
{
    /// <summary>An invoker whose calls pass through an interceptor first.</summary>
    /// <param name="invoker">Makes the calls.</param>
    /// <param name="interceptor">Sees them first.</param>
    /// <returns>The wrapped invoker.</returns>
    public static CallInvoker Intercept(this CallInvoker invoker, Interceptor interceptor) => new InterceptingCallInvoker(invoker, interceptor);

    /// <summary>An invoker whose calls pass through interceptors first.</summary>
    /// <param name="invoker">Makes the calls.</param>
    /// <param name="interceptors">In the order in which they see a call: the first is outermost.</param>
    /// <returns>The wrapped invoker.</returns>
    public static CallInvoker Intercept(this CallInvoker invoker, params Interceptor[] interceptors)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        ArgumentNullException.ThrowIfNull(interceptors);
        for (var i = interceptors.Length - 1; i >= 0; i--)
            invoker = invoker.Intercept(interceptors[i]);

        return invoker;
    }

    /// <summary>An invoker whose calls carry headers that a function gives.</summary>
    /// <param name="invoker">Makes the calls.</param>
    /// <param name="interceptor">Receives a copy of the call's headers and returns those to send. Called once per call, possibly concurrently.</param>
    /// <returns>The wrapped invoker.</returns>
    public static CallInvoker Intercept(this CallInvoker invoker, Func<Metadata, Metadata> interceptor) => new InterceptingCallInvoker(invoker, new MetadataInterceptor(interceptor));
}
