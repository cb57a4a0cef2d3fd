using System.Net.Security;

namespace KpiPlatform.Host.Transport;

/// <summary>
/// The server's connections to itself: with TLS they trust the server's own certificate and no other, whatever name it is for, and show it where
/// callers are to show one.
/// </summary>
internal static class OwnConnection
{
    /// <summary>Makes a handler; who takes it disposes it.</summary>
    /// <param name="source">The server's certificate; null without TLS.</param>
    public static SocketsHttpHandler Handler(CertificateSource? source)
    {
        // A watch for each scorecard that somebody looks at: more than one connection carries.
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (source is null)
            return handler;
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => source.Current.Is(certificate) || source.Previous.Is(certificate),
            LocalCertificateSelectionCallback = (_, _, _, _, _) => source.Current.Leaf,
        };
        return handler;
    }
}
