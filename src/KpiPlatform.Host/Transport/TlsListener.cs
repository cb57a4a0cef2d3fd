using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace KpiPlatform.Host.Transport;

/// <summary>Handshakes of an address with TLS.</summary>
internal static class TlsListener
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>Puts TLS in front of an endpoint.</summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="source">The certificate.</param>
    /// <param name="options">Settings.</param>
    /// <param name="use">Whether callers of this endpoint show certificates.</param>
    public static void UseTls(this ListenOptions listen, CertificateSource source, TlsOptions options, ClientCertificateUse use)
    {
        List<SslApplicationProtocol> protocols = [];
        if (listen.Protocols.HasFlag(HttpProtocols.Http2))
            protocols.Add(SslApplicationProtocol.Http2);
        if (listen.Protocols.HasFlag(HttpProtocols.Http1))
            protocols.Add(SslApplicationProtocol.Http11);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = options.HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = source.Current.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = protocols,
                AllowRenegotiation = false,

                // Asks for one; what comes, or does not come, is judged below.
                ClientCertificateRequired = use != ClientCertificateUse.None,
                RemoteCertificateValidationCallback = use == ClientCertificateUse.None
                    ? null
                    : (_, certificate, chain, _) => IsWelcome(source.Current, source, certificate, chain, use),
            }),
        });
    }

    /// <summary>Whether a caller's certificate, or its absence, is good enough.</summary>
    private static bool IsWelcome(ServerCertificate current, CertificateSource source, X509Certificate? shown, X509Chain? sent, ClientCertificateUse use)
    {
        if (shown is null)
            return use == ClientCertificateUse.Allow;

        // The server's own calls, from its dashboard, come with the server's own certificate, whose key nobody else has.
        if (current.Is(shown) || source.Previous.Is(shown))
            return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(current.ClientRoots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        var certificate = shown as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        return chain.Build(certificate);
    }
}
