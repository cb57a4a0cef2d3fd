using System.Net;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>Where other hosts reach this one.</summary>
internal static class NodeEndpoint
{
    /// <summary>Reads "IP:port"; null is this machine alone, with a free port.</summary>
    /// <exception cref="HostException">It is no such address.</exception>
    public static IPEndPoint Parse(string? text)
    {
        if (text is null)
            return new(IPAddress.Loopback, 0);
        if (!IPEndPoint.TryParse(text, out var endpoint) || !text.Contains(':', StringComparison.Ordinal))
            throw new HostException($"--node-address is \"{text}\"; write IP:port, such as 10.0.0.5:11111.");
        return endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any)
            ? throw new HostException($"--node-address is \"{text}\": the other hosts need an address that leads to this one.")
            : endpoint;
    }
}
