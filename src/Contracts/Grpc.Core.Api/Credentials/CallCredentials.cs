namespace Grpc.Core;

/// <summary>Credentials that travel with a call, such as a token. Immutable.</summary>
public abstract class CallCredentials
{
    /// <summary>Several credentials as one.</summary>
    /// <param name="credentials">At least one, applied in this order.</param>
    /// <returns>The composition.</returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new CompositeCallCredentials(credentials);

    /// <summary>Credentials that a function adds to each call.</summary>
    /// <param name="interceptor">Adds the headers.</param>
    /// <returns>The credentials.</returns>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) => new InterceptorCallCredentials(interceptor);

    /// <summary>Tells a transport what these credentials are. For transports.</summary>
    /// <param name="configurator">Receives the call that matches the kind.</param>
    /// <param name="state">Handed through to the configurator.</param>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object state);
}
