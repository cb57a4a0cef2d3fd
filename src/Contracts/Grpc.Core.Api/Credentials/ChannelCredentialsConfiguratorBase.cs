namespace Grpc.Core;

/// <summary>Through which a transport learns what channel credentials are. For transports.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>They are none.</summary>
    /// <param name="state">What the transport passed in.</param>
    public abstract void SetInsecureCredentials(object state);

    /// <summary>They are TLS.</summary>
    /// <param name="state">What the transport passed in.</param>
    /// <param name="rootCertificates">Trusted roots in PEM; null for the machine's.</param>
    /// <param name="keyCertificatePair">The client's certificate; null for none.</param>
    /// <param name="verifyPeerCallback">Has the last word on the server's certificate; null for none.</param>
    public abstract void SetSslCredentials(object state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback);

    /// <summary>They are channel and call credentials in one.</summary>
    /// <param name="state">What the transport passed in.</param>
    /// <param name="channelCredentials">How the channel is secured.</param>
    /// <param name="callCredentials">What each call carries.</param>
    public abstract void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
