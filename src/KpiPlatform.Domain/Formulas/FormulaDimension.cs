using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Formulas;

/// <summary>The values of a dimension in the order of a vector: those declared, then the rest. Immutable.</summary>
internal sealed class FormulaDimension
{
    private const string Other = "other";

    /// <summary>Creates it.</summary>
    public FormulaDimension(int slot, DimensionDefinition definition)
    {
        Id = definition.Id;
        var rest = definition.Values.Contains(Other, StringComparer.Ordinal) ? $"({Other})" : Other;
        Names = [.. definition.Values, rest];
        Values = [.. Enumerable.Range(1, definition.Values.Count).Select(value => DimensionValue.Of(slot, value)), DimensionValue.Of(slot, 0)];
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Names of the values; that of the rest is "other", or "(other)" where a declared value is called that.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<DimensionValue> Values { get; }

    /// <summary>The value of a name, or null.</summary>
    public DimensionValue? Find(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.Ordinal))
                return Values[i];
        }

        return null;
    }
}
