using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KpiPlatform.Testing.Tls;

/// <summary>A certificate authority of a test's own, and a folder for what it signs.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpi-tls-");

    public TestAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        Certificate = request.CreateSelfSigned(Now.AddDays(-400), Now.AddDays(400));
        CaPath = Write("ca.pem", Certificate.ExportCertificatePem());
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>PEM file of the authority.</summary>
    public string CaPath { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public string Write(string file, string text)
    {
        File.WriteAllText(PathOf(file), text);
        return PathOf(file);
    }

    /// <summary>For a server on the loopback.</summary>
    public X509Certificate2 SignServer(string name = "localhost", int fromDays = -1, int untilDays = 90) => Sign(name, ForServers, fromDays, untilDays);

    public X509Certificate2 SignClient(string name = "importer", int fromDays = -1, int untilDays = 90) => Sign(name, ForClients, fromDays, untilDays);

    /// <summary>Writes a certificate and its key, in this order and each at once, as tools do.</summary>
    public (string Certificate, string Key) WritePem(X509Certificate2 certificate, string name = "server", string? password = null)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var pem = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000));
        return (Write(name + ".pem", certificate.ExportCertificatePem()), Write(name + ".key", pem));
    }

    public string WritePfx(X509Certificate2 certificate, string password, string name = "server.pfx")
    {
        File.WriteAllBytes(PathOf(name), certificate.Export(X509ContentType.Pfx, password));
        return PathOf(name);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Sign(string name, string use, int fromDays, int untilDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        using var signed = request.Create(Certificate, Now.AddDays(fromDays), Now.AddDays(untilDays), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
