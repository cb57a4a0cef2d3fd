namespace Grpc.Core;

/// <summary>Through which a transport learns what call credentials are. For transports.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    /// <summary>They are several in one.</summary>
    /// <param name="state">What the transport passed in.</param>
    /// <param name="credentials">The parts, in order.</param>
    public abstract void SetCompositeCredentials(object state, IReadOnlyList<CallCredentials> credentials);

    /// <summary>They are a function.</summary>
    /// <param name="state">What the transport passed in.</param>
    /// <param name="interceptor">Adds the headers.</param>
    public abstract void SetAsyncAuthInterceptorCredentials(object state, AsyncAuthInterceptor interceptor);
}
