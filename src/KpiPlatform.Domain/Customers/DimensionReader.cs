using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Customers;

/// <summary>Reads the value of one declared dimension off an interaction.</summary>
internal sealed class DimensionReader
{
    private const string LabelPrefix = "label:";
    private const string AttributePrefix = "attribute:";
    private const string Medium = "medium";
    private const string Campaign = "campaign";
    private readonly int _slot;
    private readonly string? _label;
    private readonly string? _attribute;
    private readonly Dictionary<string, int> _indexByValue;

    public DimensionReader(int slot, DimensionDefinition dimension)
    {
        _slot = slot;
        if (dimension.Source.StartsWith(LabelPrefix, StringComparison.Ordinal))
            _label = dimension.Source[LabelPrefix.Length..];
        else if (dimension.Source.StartsWith(AttributePrefix, StringComparison.Ordinal))
            _attribute = dimension.Source[AttributePrefix.Length..];
        _indexByValue = new(StringComparer.Ordinal);
        for (var i = 0; i < dimension.Values.Count; i++)
            _indexByValue[dimension.Values[i]] = i + 1;
    }

    /// <summary>The value; what is not declared, or missing, is "other".</summary>
    public DimensionValue Read(Interaction interaction, ProfileFold profile)
    {
        var text = _label is not null ? interaction.Label(_label)
            : _attribute is not null ? AttributeOf(_attribute, interaction.Facts, profile)
            : interaction.Channel;
        return DimensionValue.Of(_slot, text is null ? 0 : IndexOf(text));
    }

    /// <summary>
    /// Spending, which has no customer, has a medium and a campaign of its own; a customer has those that brought it, unless an attribute
    /// of the name says otherwise. So acquisition cost can be told by them.
    /// </summary>
    private static string? AttributeOf(string key, Facts facts, ProfileFold profile) => (key, facts) switch
    {
        (Medium, Spend spend) => spend.Medium,
        (Campaign, Spend spend) => spend.Campaign,
        (Medium, _) => profile.Attribute(key) ?? profile.Medium,
        (Campaign, _) => profile.Attribute(key) ?? profile.Campaign,
        _ => profile.Attribute(key),
    };

    /// <summary>Index of a text among the declared values, from 1; 0 for "other".</summary>
    public int IndexOf(string text) => _indexByValue.GetValueOrDefault(text);
}
