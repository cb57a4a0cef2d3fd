using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KpiPlatform.Cli.Errors;

namespace KpiPlatform.Cli.Connection;

/// <summary>Files of TLS, as the command line, the environment or the profile names them.</summary>
/// <param name="Ca">Authorities of the server's certificate in PEM; absent for those of the machine.</param>
/// <param name="ClientCertificate">A certificate of one's own in PEM; absent for none.</param>
/// <param name="ClientKey">Its key in PEM; absent if it stands in the same file.</param>
internal sealed record TlsFiles(string? Ca, string? ClientCertificate, string? ClientKey)
{
    /// <summary>The same with full paths, to be kept.</summary>
    public TlsFiles Full() => new(Full(Ca), Full(ClientCertificate), Full(ClientKey));

    /// <summary>Reads them.</summary>
    /// <exception cref="CliException">A file can't be used, or the address is none of TLS.</exception>
    public SslClientAuthenticationOptions Options(Uri address)
    {
        var options = new SslClientAuthenticationOptions();
        if (Ca is null && ClientCertificate is null && ClientKey is null)
            return options;
        if (address.Scheme != Uri.UriSchemeHttps)
            throw CliException.Usage($"'{address.GetLeftPart(UriPartial.Authority)}' is without TLS, so --ca and --client-certificate mean nothing; write https://");
        if (Ca is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPem(Text(Ca));
            if (options.CertificateChainPolicy.CustomTrustStore.Count == 0)
                throw CliException.Usage($"'{Ca}' holds no certificate in PEM (--ca, KPI_CA)");
        }

        if (ClientCertificate is not null)
        {
            var own = Own(ClientCertificate);
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }
        else if (ClientKey is not null)
        {
            throw CliException.Usage("--client-key is the key of --client-certificate, which is missing");
        }

        return options;
    }

    private X509Certificate2 Own(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Text(path), Text(ClientKey ?? path));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw CliException.Usage($"'{path}' and '{ClientKey ?? path}' are no certificate in PEM with its key, unencrypted (--client-certificate, --client-key)");
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"'{path}' cannot be read: {error.Message}");
        }
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);
}
