namespace KpiPlatform.Domain.Customers;

/// <summary>The customer's attributes in force. An attribute that was erased is gone from here as well.</summary>
public sealed class ProfileFold
{
    private SortedDictionary<string, string>? _attributes;

    /// <summary>All attributes, sorted ordinally by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes => _attributes is null ? [] : [.. _attributes];

    /// <summary>One attribute, or null.</summary>
    public string? Attribute(string key) => _attributes?.GetValueOrDefault(key);

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

    internal ProfileFold Clone() => new() { _attributes = _attributes is null ? null : new(_attributes, StringComparer.Ordinal) };

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)(_attributes?.Count ?? 0));
        foreach (var (key, value) in Attributes)
        {
            writer.Text(key);
            writer.Text(value);
        }
    }

    internal static ProfileFold Read(ref StateReader reader)
    {
        var fold = new ProfileFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            (fold._attributes ??= new(StringComparer.Ordinal))[reader.Text()] = reader.Text();
        return fold;
    }
}
