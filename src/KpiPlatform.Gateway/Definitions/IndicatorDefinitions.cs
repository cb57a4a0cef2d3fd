using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Definitions;

/// <summary>A tenant's own indicators between the contract and the domain.</summary>
internal static class IndicatorDefinitions
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable = ["title", "description", "formula", "unit", "direction", "minimum_sample"];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "components", "dimensional", "measures", "etag", "create_time", "update_time"];

    /// <summary>An indicator.</summary>
    public static Proto.IndicatorDefinition ToProto(TenantId tenant, TenantIndicatorDefinition definition, TenantSettings settings, TenantIndicators indicators)
    {
        var indicator = indicators.Get(definition.Id);
        return new()
        {
            Name = ResourceNames.Indicator(tenant, definition.Id),
            Title = indicator.Title,
            Description = definition.Description,
            Formula = definition.Formula,
            Unit = IndicatorUnits.In(indicator.Unit, Currency.Of(settings.Currency)),
            Direction = (Proto.Direction)definition.Direction,
            MinimumSample = definition.MinimumSample,
            Components = { indicator.Components },
            Dimensional = indicator.IsDimensional,
            Measures = { indicators.FormulaOf(definition.Id)?.Measures ?? [] },
            Etag = DefinitionEtag.Of(definition),
            CreateTime = Times.OfTicks(definition.CreatedAtTicks),
            UpdateTime = Times.OfTicks(definition.UpdatedAtTicks),
        };
    }

    /// <summary>A definition with what an indicator as sent changes in it.</summary>
    /// <param name="indicator">As sent.</param>
    /// <param name="mask">Which of its fields.</param>
    /// <param name="definition">What it changes.</param>
    /// <param name="currency">The tenant's: a unit that was read back has its code for money.</param>
    public static TenantIndicatorDefinition Apply(Proto.IndicatorDefinition indicator, UpdateMask mask, TenantIndicatorDefinition definition, Currency currency) => definition with
    {
        Title = mask.Has("title") ? indicator.Title : definition.Title,
        Description = mask.Has("description") ? indicator.Description : definition.Description,
        Formula = mask.Has("formula") ? indicator.Formula : definition.Formula,
        Unit = mask.Has("unit") ? indicator.Unit.Replace(currency.Code, IndicatorUnits.Money, StringComparison.Ordinal) : definition.Unit,
        Direction = !mask.Has("direction") ? definition.Direction
            : indicator.Direction == Proto.Direction.Unspecified ? Direction.Increase
            : (Direction)indicator.Direction,
        MinimumSample = !mask.Has("minimum_sample") ? definition.MinimumSample : indicator.HasMinimumSample ? indicator.MinimumSample : 1,
    };
}
