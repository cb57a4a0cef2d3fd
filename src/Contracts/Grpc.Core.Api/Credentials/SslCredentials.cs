namespace Grpc.Core;

/// <summary>
/// TLS. <c>Grpc.Net.Client</c> takes only the parameterless form: there, roots, client certificates and verification
/// are properties of the HTTP handler, and it refuses them here.
/// </summary>
public sealed class SslCredentials : ChannelCredentials
{
    /// <summary>The machine's trusted roots, no client certificate.</summary>
    public SslCredentials()
        : this(rootCertificates: null)
    {
    }

    /// <summary>Other trusted roots.</summary>
    /// <param name="rootCertificates">In PEM; null for the machine's.</param>
    public SslCredentials(string? rootCertificates)
        : this(rootCertificates, keyCertificatePair: null)
    {
    }

    /// <summary>Other trusted roots and a client certificate.</summary>
    /// <param name="rootCertificates">In PEM; null for the machine's.</param>
    /// <param name="keyCertificatePair">The client's certificate; null for none.</param>
    public SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair)
        : this(rootCertificates, keyCertificatePair, verifyPeerCallback: null)
    {
    }

    /// <summary>Everything chosen.</summary>
    /// <param name="rootCertificates">In PEM; null for the machine's.</param>
    /// <param name="keyCertificatePair">The client's certificate; null for none.</param>
    /// <param name="verifyPeerCallback">Has the last word on the server's certificate; null for none.</param>
    public SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback)
    {
        RootCertificates = rootCertificates;
        KeyCertificatePair = keyCertificatePair;
        VerifyPeerCallback = verifyPeerCallback;
    }

    /// <summary>Trusted roots in PEM, or null for the machine's.</summary>
    public string? RootCertificates { get; }

    /// <summary>The client's certificate, or null.</summary>
    public KeyCertificatePair? KeyCertificatePair { get; }

    /// <summary>Has the last word on the server's certificate, or null.</summary>
    public VerifyPeerCallback? VerifyPeerCallback { get; }

    internal override bool IsComposable => true;

    /// <inheritdoc/>
    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.SetSslCredentials(state, RootCertificates, KeyCertificatePair, VerifyPeerCallback);
    }
}
