namespace Grpc.Core;

/// <summary>A certificate chain and its private key. Immutable.</summary>
public sealed class KeyCertificatePair
{
    /// <summary>Joins a certificate chain and its key.</summary>
    /// <param name="certificateChain">In PEM.</param>
    /// <param name="privateKey">In PEM.</param>
    public KeyCertificatePair(string certificateChain, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificateChain);
        ArgumentNullException.ThrowIfNull(privateKey);
        CertificateChain = certificateChain;
        PrivateKey = privateKey;
    }

    /// <summary>The certificate chain in PEM.</summary>
    public string CertificateChain { get; }

    /// <summary>The private key in PEM: a secret.</summary>
    public string PrivateKey { get; }
}
