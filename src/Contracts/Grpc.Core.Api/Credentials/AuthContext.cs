namespace Grpc.Core;

/// <summary>What the transport proved about the other side, for instance by its certificate. Immutable.</summary>
public class AuthContext
{
    private readonly Dictionary<string, List<AuthProperty>> _properties;

    /// <summary>Collects proven properties.</summary>
    /// <param name="peerIdentityPropertyName">The name of the properties that identify the peer; null when it is not authenticated.</param>
    /// <param name="properties">All properties by name; not to be changed afterwards.</param>
    public AuthContext(string? peerIdentityPropertyName, Dictionary<string, List<AuthProperty>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        PeerIdentityPropertyName = peerIdentityPropertyName;
        _properties = properties;
    }

    /// <summary>Whether the transport authenticated the peer.</summary>
    public bool IsPeerAuthenticated => PeerIdentityPropertyName is not null;

    /// <summary>The name of the properties that identify the peer, or null.</summary>
    public string? PeerIdentityPropertyName { get; }

    /// <summary>The properties that identify the peer; empty when it is not authenticated.</summary>
    public IEnumerable<AuthProperty> PeerIdentity => PeerIdentityPropertyName is null ? [] : FindPropertiesByName(PeerIdentityPropertyName);

    /// <summary>All properties.</summary>
    public IEnumerable<AuthProperty> Properties => _properties.Values.SelectMany(static properties => properties);

    /// <summary>The properties of one name.</summary>
    /// <param name="propertyName">The name, compared ordinally.</param>
    /// <returns>The properties; empty when there are none.</returns>
    public IEnumerable<AuthProperty> FindPropertiesByName(string propertyName) => _properties.TryGetValue(propertyName, out var properties) ? properties : [];
}
