namespace KpiPlatform.Domain.Customers;

/// <summary>The customer's attributes in force. An attribute that was erased is gone from here as well.</summary>
public sealed class ProfileFold
{
    private SortedDictionary<string, string>? _attributes;

    /// <summary>All attributes, sorted ordinally by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes => _attributes is null ? [] : [.. _attributes];

    /// <summary>Marketing medium that brought the customer; empty if unknown.</summary>
    public string Medium { get; private set; } = string.Empty;

    /// <summary>Marketing campaign that brought the customer; empty if unknown.</summary>
    public string Campaign { get; private set; } = string.Empty;

    /// <summary>One attribute, or null.</summary>
    public string? Attribute(string key) => _attributes?.GetValueOrDefault(key);

    internal void Bring(string medium, string campaign)
    {
        if (medium.Length > 0)
            Medium = medium;
        if (campaign.Length > 0)
            Campaign = campaign;
    }

    internal void Apply(IReadOnlyList<KeyValuePair<string, string>> changes)
    {
        foreach (var (key, value) in changes)
        {
            if (value.Length == 0)
                _attributes?.Remove(key);
            else
                (_attributes ??= new(StringComparer.Ordinal))[key] = value;
        }
    }

    internal ProfileFold Clone() => new()
    {
        _attributes = _attributes is null ? null : new(_attributes, StringComparer.Ordinal),
        Medium = Medium,
        Campaign = Campaign,
    };

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)(_attributes?.Count ?? 0));
        foreach (var (key, value) in Attributes)
        {
            writer.Text(key);
            writer.Text(value);
        }

        writer.Text(Medium);
        writer.Text(Campaign);
    }

    internal static ProfileFold Read(ref StateReader reader)
    {
        var fold = new ProfileFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            (fold._attributes ??= new(StringComparer.Ordinal))[reader.Text()] = reader.Text();
        fold.Medium = reader.Text();
        fold.Campaign = reader.Text();
        return fold;
    }
}
