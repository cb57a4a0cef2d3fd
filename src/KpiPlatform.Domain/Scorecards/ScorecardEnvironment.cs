using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>What of a tenant a scorecard can name: indicators and dimensions. Immutable, thread-safe.</summary>
public sealed class ScorecardEnvironment
{
    /// <summary>Name of what is not a declared value of a dimension.</summary>
    public const string OtherValue = "other";

    private readonly Func<string, Indicator?> _find;
    private readonly IReadOnlyList<DimensionDefinition> _dimensions;

    /// <summary>Creates one.</summary>
    /// <param name="find">The indicator of an id, or null.</param>
    /// <param name="dimensions">The tenant's dimensions, by slot.</param>
    public ScorecardEnvironment(Func<string, Indicator?> find, IReadOnlyList<DimensionDefinition> dimensions)
    {
        _find = find;
        _dimensions = dimensions;
    }

    /// <summary>The indicators that are built in, and no dimensions.</summary>
    public static ScorecardEnvironment BuiltIn { get; } = new(IndicatorCatalogue.Find, []);

    /// <summary>What a tenant has.</summary>
    public static ScorecardEnvironment Of(TenantDefinition tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new(tenant.Indicators.Find, tenant.Settings.Dimensions);
    }

    /// <summary>The indicator of an id, or null.</summary>
    public Indicator? Find(string id) => _find(id);

    /// <summary>The indicator of an id.</summary>
    /// <exception cref="DomainException">UNKNOWN_INDICATOR, naming the field.</exception>
    public Indicator Get(string id, string field) =>
        _find(id) ?? throw Invalid("UNKNOWN_INDICATOR", $"\"{DisplayText.Of(id)}\" is not an indicator; list the indicators for those there are.", field);

    /// <summary>The part of the tenant that a dimension's value names, or null if there is none (any more).</summary>
    public DimensionValue? Dimension(string dimension, string value)
    {
        if (dimension.Length == 0)
            return DimensionValue.Whole;
        for (var slot = 0; slot < _dimensions.Count; slot++)
        {
            if (!string.Equals(_dimensions[slot].Id, dimension, StringComparison.Ordinal))
                continue;
            if (string.Equals(value, OtherValue, StringComparison.Ordinal))
                return DimensionValue.Of(slot, 0);
            for (var i = 0; i < _dimensions[slot].Values.Count; i++)
            {
                if (string.Equals(_dimensions[slot].Values[i], value, StringComparison.Ordinal))
                    return DimensionValue.Of(slot, i + 1);
            }
        }

        return null;
    }

    /// <summary>Refuses a dimension or value that the tenant has not declared.</summary>
    /// <param name="dimension">Id of the dimension.</param>
    /// <param name="value">Its value.</param>
    /// <param name="path">Field path of the indicator.</param>
    /// <exception cref="DomainException">UNKNOWN_DIMENSION or UNKNOWN_DIMENSION_VALUE, naming the field.</exception>
    public void RequireDimension(string dimension, string value, string path)
    {
        var declared = _dimensions.FirstOrDefault(known => string.Equals(known.Id, dimension, StringComparison.Ordinal));
        if (declared is null)
        {
            var known = _dimensions.Count == 0 ? "the tenant has declared none" : $"the tenant has {string.Join(", ", _dimensions.Select(one => one.Id))}";
            throw Invalid("UNKNOWN_DIMENSION", $"\"{DisplayText.Of(dimension)}\" is not a dimension: {known}.", $"{path}.dimension");
        }

        if (Dimension(dimension, value) is null)
        {
            throw Invalid(
                "UNKNOWN_DIMENSION_VALUE",
                $"\"{DisplayText.Of(value)}\" is not a value of the dimension {dimension}: it has {string.Join(", ", declared.Values.Take(8))}{(declared.Values.Count > 8 ? ", …" : string.Empty)} and \"{OtherValue}\".",
                $"{path}.dimension_value");
        }
    }
}
