namespace KpiPlatform.Host.Transport;

/// <summary>
/// TLS of the addresses that begin with https: TLS 1.2 or 1.3, one certificate for both. The files are looked at again every
/// <see cref="ReloadInterval"/>; new connections get what they hold then, and go on with the certificate before where they can't be used.
/// </summary>
public sealed class TlsOptions
{
    /// <summary>
    /// The server's certificate: a PEM file with it first and intermediate ones behind, or a PKCS #12 file (.pfx, .p12). Needed if an address begins with
    /// https. Default: none.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the private key. Default: none; then it stands in the file of the certificate.</summary>
    public string? Key { get; set; }

    /// <summary>Password of the private key or of the PKCS #12 file; better as Kpi__Tls__Password or as a file. Default: none.</summary>
    public string? Password { get; set; }

    /// <summary>File whose first line is that password. Default: none.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// Whether callers of gRPC show certificates. One opens a connection and nothing else: who calls, and for which tenant, is said by the key of each
    /// call as ever. Browsers are not asked. Default: none, or required where <see cref="ClientCa"/> is given.
    /// </summary>
    public ClientCertificateUse? ClientCertificates { get; set; }

    /// <summary>
    /// PEM file with the authorities that certificates of callers may be of, and no others. Certificates must be meant for clients and be in force; to
    /// revoke one, use an authority of your own and short lives: lists of revoked ones are not asked for. Default: none.
    /// </summary>
    public string? ClientCa { get; set; }

    /// <summary>How often the files are looked at. Default 10 s. Range: 1 s to 1 h.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a handshake may take. Default 10 s. Range: 1 s to 1 min.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What callers are asked for.</summary>
    internal ClientCertificateUse Use => ClientCertificates ?? (ClientCa is { Length: > 0 } ? ClientCertificateUse.Require : ClientCertificateUse.None);

    /// <summary>Checks what can be checked without the files.</summary>
    /// <param name="isServed">Whether an address begins with https.</param>
    /// <exception cref="HostException">Something is wrong; says what.</exception>
    internal void Validate(bool isServed)
    {
        var isGiven = Certificate is { Length: > 0 };
        if (isServed && !isGiven)
            throw new HostException("An address begins with https, which takes a certificate: give --tls-certificate (Kpi__Tls__Certificate), and --tls-key for a key in a file of its own.");
        if (isGiven && !isServed)
            throw new HostException("A certificate is given, but --address and --web-address begin with http: write https to use it.");
        if (!isGiven && (Key is { Length: > 0 } || ClientCa is { Length: > 0 } || Use != ClientCertificateUse.None))
            throw new HostException("--tls-key, --client-ca and --client-certificates need --tls-certificate.");
        if (Use != ClientCertificateUse.None && ClientCa is not { Length: > 0 })
            throw new HostException("To check certificates of clients the server needs the authority that signs them: give --client-ca (Kpi__Tls__ClientCa).");
        if (Password is { Length: > 0 } && PasswordFile is { Length: > 0 })
            throw new HostException("The certificate's password is given twice: leave Kpi__Tls__Password or --tls-password-file away.");
        TransportLimits.Require("Tls:ReloadInterval", ReloadInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        TransportLimits.Require("Tls:HandshakeTimeout", HandshakeTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }
}
