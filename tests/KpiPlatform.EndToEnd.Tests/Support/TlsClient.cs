using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using KpiPlatform.Protocol.Health;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Connections with TLS that trust one authority alone.</summary>
internal static class TlsClient
{
    /// <summary>Asks for the server's health over a connection of its own.</summary>
    public static async Task<HealthCheckResponse> CheckHealthAsync(Uri address, X509Certificate2 authority, X509Certificate2? own = null)
    {
        using var channel = Channel(address, authority, own);
        return await new Health.HealthClient(channel).CheckAsync(new(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
    }

    public static GrpcChannel Channel(Uri address, X509Certificate2 authority, X509Certificate2? own = null) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { SslOptions = Options(authority, own) },
        DisposeHttpClient = true,
    });

    /// <summary>Shakes hands: which certificate the server has, which protocols were agreed upon.</summary>
    public static async Task<(string Subject, string Protocol, SslProtocols Version)> ShakeHandsAsync(
        Uri address, X509Certificate2 authority, SslApplicationProtocol[] protocols, SslProtocols versions = SslProtocols.None)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(tcp.GetStream());
        var options = Options(authority, own: null);
        options.TargetHost = "localhost";
        options.ApplicationProtocols = [.. protocols];
        options.EnabledSslProtocols = versions;
        await tls.AuthenticateAsClientAsync(options);
        return (tls.RemoteCertificate!.Subject, tls.NegotiatedApplicationProtocol.ToString(), tls.SslProtocol);
    }

    private static SslClientAuthenticationOptions Options(X509Certificate2 authority, X509Certificate2? own)
    {
        var options = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        if (own is not null)
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        return options;
    }
}
