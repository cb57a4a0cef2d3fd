using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Finds declared dimensions and their values by name.</summary>
internal static class TenantDimensions
{
    /// <summary>What is not declared counts under it.</summary>
    public const string Other = "other";

    /// <summary>Position of a dimension.</summary>
    /// <exception cref="DomainException">UNKNOWN_DIMENSION, naming the field.</exception>
    public static int SlotOf(TenantDefinition definition, string dimension, string field)
    {
        var dimensions = definition.Settings.Dimensions;
        for (var slot = 0; slot < dimensions.Count; slot++)
        {
            if (string.Equals(dimensions[slot].Id, dimension, StringComparison.Ordinal))
                return slot;
        }

        var known = dimensions.Count == 0 ? "the tenant has declared none" : $"the tenant has {string.Join(", ", dimensions.Select(one => one.Id))}";
        throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_DIMENSION", $"\"{DisplayText.Of(dimension)}\" is not a dimension: {known}.", field);
    }

    /// <summary>A value of a dimension.</summary>
    /// <exception cref="DomainException">UNKNOWN_DIMENSION_VALUE, naming the field.</exception>
    public static DimensionValue ValueOf(TenantDefinition definition, int slot, string value, string field)
    {
        var values = definition.Settings.Dimensions[slot].Values;
        for (var i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], value, StringComparison.Ordinal))
                return DimensionValue.Of(slot, i + 1);
        }

        return string.Equals(value, Other, StringComparison.Ordinal)
            ? DimensionValue.Of(slot, 0)
            : throw new DomainException(
                ErrorKind.InvalidArgument,
                "UNKNOWN_DIMENSION_VALUE",
                $"\"{DisplayText.Of(value)}\" is not a value of the dimension: declare it, or take one of {string.Join(", ", values.Append(Other).Select(DisplayText.Of))}.",
                field);
    }

    /// <summary>The whole alone, or all values of a dimension in declared order and then "other".</summary>
    public static IReadOnlyList<(string Name, DimensionValue Value)> ValuesOf(TenantDefinition definition, int slot) =>
        slot < 0
            ? [(string.Empty, DimensionValue.Whole)]
            : [.. definition.Settings.Dimensions[slot].Values.Select((name, i) => (name, DimensionValue.Of(slot, i + 1))), (Other, DimensionValue.Of(slot, 0))];
}
