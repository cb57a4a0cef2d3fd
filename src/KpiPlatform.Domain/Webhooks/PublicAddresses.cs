using System.Net;
using System.Net.Sockets;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>
/// The addresses that belong to the open internet: all but those that the IANA registries of special-purpose addresses (RFC 6890 and its
/// updates) reserve, and with addresses that carry an IPv4 address judged by that.
/// </summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork TranslatedLocally = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork Tunnelled = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork LowestSix = IPNetwork.Parse("::/96");

    /// <summary>Whether an address belongs to the open internet.</summary>
    public static bool Contain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            return Contain(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (Translated.Contains(address))
                return Contain(new IPAddress(bytes.AsSpan(12)));
            if (Tunnelled.Contains(address))
                return Contain(new IPAddress(bytes.AsSpan(2, 4)));
            if (LowestSix.Contains(address) || TranslatedLocally.Contains(address))
                return false;
        }

        return !Array.Exists(Special, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }
}
