namespace Grpc.Core;

/// <summary>How a channel is secured. Immutable.</summary>
public abstract class ChannelCredentials
{
    /// <summary>No security: plain text.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureChannelCredentials();

    /// <summary>TLS with the machine's trusted roots and without a client certificate.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    internal virtual bool IsComposable => false;

    /// <summary>Channel credentials whose calls carry call credentials as well.</summary>
    /// <param name="channelCredentials">How the channel is secured; it must be, since call credentials are secrets.</param>
    /// <param name="callCredentials">What each call carries.</param>
    /// <returns>The composition.</returns>
    /// <exception cref="ArgumentException">The channel would not be secured.</exception>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
        new CompositeChannelCredentials(channelCredentials, callCredentials);

    /// <summary>Tells a transport what these credentials are. For transports.</summary>
    /// <param name="configurator">Receives the call that matches the kind.</param>
    /// <param name="state">Handed through to the configurator.</param>
    public abstract void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state);
}
