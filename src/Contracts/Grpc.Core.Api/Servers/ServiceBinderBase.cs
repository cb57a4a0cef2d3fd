namespace Grpc.Core;

/// <summary>Receives the methods of a service from generated <c>BindService</c> code. A server overrides all four overloads.</summary>
public abstract class ServiceBinderBase
{
    /// <summary>Adds a unary method.</summary>
    /// <typeparam name="TRequest">The request type.</typeparam>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">The server's code; null when only the shape of the service is being read.</param>
    /// <exception cref="NotSupportedException">The binder does not take methods of this shape.</exception>
    public virtual void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class =>
        throw NotTaken(method);

    /// <summary>Adds a method with a stream of requests.</summary>
    /// <typeparam name="TRequest">The request type.</typeparam>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">The server's code; null when only the shape of the service is being read.</param>
    /// <exception cref="NotSupportedException">The binder does not take methods of this shape.</exception>
    public virtual void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class =>
        throw NotTaken(method);

    /// <summary>Adds a method with a stream of responses.</summary>
    /// <typeparam name="TRequest">The request type.</typeparam>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">The server's code; null when only the shape of the service is being read.</param>
    /// <exception cref="NotSupportedException">The binder does not take methods of this shape.</exception>
    public virtual void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class =>
        throw NotTaken(method);

    /// <summary>Adds a method with a stream each way.</summary>
    /// <typeparam name="TRequest">The request type.</typeparam>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">The server's code; null when only the shape of the service is being read.</param>
    /// <exception cref="NotSupportedException">The binder does not take methods of this shape.</exception>
    public virtual void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class =>
        throw NotTaken(method);

    private NotSupportedException NotTaken<TRequest, TResponse>(Method<TRequest, TResponse> method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new NotSupportedException($"{GetType()} does not take {method.Type} methods such as {method.FullName}.");
    }
}
