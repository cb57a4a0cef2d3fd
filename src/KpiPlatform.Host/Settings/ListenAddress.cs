using System.Net;

namespace KpiPlatform.Host.Settings;

/// <summary>Where to listen.</summary>
/// <param name="Addresses">IP addresses; none means every address of the machine.</param>
/// <param name="Port">0 to 65,535; 0 takes a free one.</param>
/// <param name="IsSecure">Whether with TLS.</param>
internal sealed record ListenAddress(IReadOnlyList<IPAddress> Addresses, int Port, bool IsSecure)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Addresses.Count > 0 && Addresses.All(IPAddress.IsLoopback);

    /// <summary>Parses "http://host:port" or "https://host:port".</summary>
    /// <param name="text">The text.</param>
    /// <param name="option">Which option it is of, for the message.</param>
    /// <exception cref="HostException">It is no such address.</exception>
    public static ListenAddress Parse(string text, string option)
    {
        // "*" and "+" are no host names to Uri, but everybody writes them.
        var readable = text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.AbsolutePath != "/")
            throw new HostException($"--{option} is \"{text}\"; write http://host:port, or https://host:port for TLS.");
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            throw new HostException($"--{option} is \"{text}\": write http://host:port, or https://host:port for TLS.");
        var isSecure = uri.Scheme == Uri.UriSchemeHttps;
        if (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return new([IPAddress.Loopback], uri.Port, isSecure);
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
            throw new HostException($"--{option} is \"{text}\": \"{uri.Host}\" is no IP address of this machine; 0.0.0.0 means all of them.");
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? new([], uri.Port, isSecure) : new([address], uri.Port, isSecure);
    }
}
