using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KpiPlatform.Host.Transport;

/// <summary>What the files of <see cref="TlsOptions"/> hold at one moment. Immutable.</summary>
internal sealed class ServerCertificate
{
    private const string Certificate = "certificate";
    private const string PrivateKey = "private key";
    private const string Authorities = "authorities of clients";

    private ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection chain, X509Certificate2Collection clientRoots)
    {
        Leaf = leaf;
        ClientRoots = clientRoots;

        // Offline: a start does not wait for the network, and intermediate certificates are in the file.
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    /// <summary>The certificate, with its private key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset End => new(Leaf.NotAfter);

    /// <summary>It and those behind it, as handshakes need them.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Authorities of clients; none if they are not asked.</summary>
    public X509Certificate2Collection ClientRoots { get; }

    /// <summary>Whether it is the same certificate.</summary>
    public bool Is(X509Certificate? other) => other is not null && Leaf.RawDataMemory.Span.SequenceEqual(other.GetRawCertData());

    /// <summary>Reads the bytes of all files, to see whether they have changed.</summary>
    public static byte[] Fingerprint(TlsOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, what) in new[] { (options.Certificate, Certificate), (options.Key, PrivateKey), (options.PasswordFile, "password"), (options.ClientCa, Authorities) })
            hash.AppendData(path is { Length: > 0 } ? SHA256.HashData(Read(path, what)) : [0]);
        return hash.GetHashAndReset();
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="HostException">They can't be used; says which and why, and nothing of what is in them.</exception>
    public static ServerCertificate Load(TlsOptions options, DateTimeOffset now)
    {
        var path = options.Certificate!;
        var password = Password(options);
        var (leaf, chain) = IsPkcs12(path) ? LoadPkcs12(path, password) : LoadPem(path, options.Key, password);
        var (from, until) = (new DateTimeOffset(leaf.NotBefore), new DateTimeOffset(leaf.NotAfter));
        if (now < from || now > until)
            throw new HostException($"The certificate {path} is in force from {from:u} to {until:u} only; now it is {now:u}. Put one in its place that is in force.");
        var roots = new X509Certificate2Collection();
        if (options.ClientCa is { Length: > 0 } authorities)
        {
            ImportPem(roots, authorities, Authorities);
            if (roots.Count == 0)
                throw new HostException($"{authorities} holds no certificate in PEM (\"-----BEGIN CERTIFICATE-----\"): it should hold the authorities of clients.");
        }

        return new(leaf, chain, roots);
    }

    private static bool IsPkcs12(string path) =>
        Path.GetExtension(path) is var extension && (extension.Equals(".pfx", StringComparison.OrdinalIgnoreCase) || extension.Equals(".p12", StringComparison.OrdinalIgnoreCase));

    private static (X509Certificate2 Leaf, X509Certificate2Collection Chain) LoadPkcs12(string path, string? password)
    {
        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12Collection(Read(path, Certificate), password);
        }
        catch (CryptographicException exception)
        {
            throw new HostException($"The certificate {path} can't be opened: its password is {(password is null ? "missing" : "wrong")}, or it is no PKCS #12 file.", exception);
        }

        var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new HostException($"{path} holds no certificate with a private key.");
        all.Remove(leaf);
        return (leaf, all);
    }

    private static (X509Certificate2 Leaf, X509Certificate2Collection Chain) LoadPem(string path, string? keyPath, string? password)
    {
        var all = new X509Certificate2Collection();
        ImportPem(all, path, Certificate);
        if (all.Count == 0)
            throw new HostException($"{path} holds no certificate in PEM (\"-----BEGIN CERTIFICATE-----\"); for PKCS #12 name it .pfx.");
        var certificates = Encoding.ASCII.GetString(Read(path, Certificate));
        var keyFile = keyPath is { Length: > 0 } ? keyPath : path;
        var key = Encoding.ASCII.GetString(Read(keyFile, PrivateKey));
        var isEncrypted = key.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted && password is null)
            throw new HostException($"The private key in {keyFile} is encrypted: give its password as Kpi__Tls__Password or with --tls-password-file.");
        try
        {
            // The key is tried against the certificate.
            var leaf = isEncrypted ? X509Certificate2.CreateFromEncryptedPem(certificates, key, password) : X509Certificate2.CreateFromPem(certificates, key);
            all.RemoveAt(0);
            return (leaf, all);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new HostException(
                isEncrypted
                    ? $"The private key in {keyFile} can't be opened: its password is wrong, or it is not the key of {path}."
                    : $"{keyFile} holds no private key of the certificate {path}: give the file that does with --tls-key.",
                exception);
        }
    }

    private static void ImportPem(X509Certificate2Collection into, string path, string what)
    {
        try
        {
            into.ImportFromPem(Encoding.ASCII.GetString(Read(path, what)));
        }
        catch (CryptographicException exception)
        {
            throw new HostException($"{path} ({what}) is damaged: {exception.Message}", exception);
        }
    }

    private static string? Password(TlsOptions options)
    {
        if (options.PasswordFile is not { Length: > 0 } path)
            return options.Password is { Length: > 0 } given ? given : null;
        return Encoding.UTF8.GetString(Read(path, "password")).Split('\n')[0].TrimEnd('\r');
    }

    private static byte[] Read(string path, string what)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : exception is UnauthorizedAccessException ? "access is denied" : exception.Message;
            throw new HostException($"{path} ({what}) can't be read: {why}.", exception);
        }
    }
}
