using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Definitions;

/// <summary>Measures between the contract and the domain.</summary>
internal static class MeasureDefinitions
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable =
        ["title", "description", "kinds", "conditions", "aggregation", "field", "at_least", "quantile", "numerator", "denominator"];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "unit", "nature", "dimensional", "built_in", "etag", "create_time", "update_time"];

    /// <summary>A measure of the tenant's own.</summary>
    public static Proto.MeasureDefinition ToProto(TenantId tenant, CustomMeasureDefinition measure, TenantSettings settings, TenantIndicators indicators)
    {
        var proto = new Proto.MeasureDefinition
        {
            Name = ResourceNames.Measure(tenant, measure.Id),
            Title = measure.Title.Length > 0 ? measure.Title : measure.Id,
            Description = measure.Description,
            Aggregation = (Proto.MeasureAggregation)measure.Aggregation,
            Field = measure.Field,
            AtLeast = measure.AtLeast,
            Quantile = measure.Quantile,
            Numerator = measure.Numerator,
            Denominator = measure.Denominator,
            Etag = DefinitionEtag.Of(measure),
            CreateTime = Times.OfTicks(measure.CreatedAtTicks),
            UpdateTime = Times.OfTicks(measure.UpdatedAtTicks),
        };
        proto.Kinds.Add(measure.Kinds.Select(InteractionKinds.NameOf));
        proto.Conditions.Add(measure.Conditions);
        var currency = Currency.Of(settings.Currency);
        if (measure.Aggregation == CustomMeasureAggregation.Ratio)
        {
            var formula = indicators.FormulaOf(measure.Id);
            proto.Unit = IndicatorUnits.In(formula?.Unit ?? string.Empty, currency);
            proto.Dimensional = formula?.IsDimensional == true;
        }
        else
        {
            Describe(proto, new CustomMeasure(measure, currency).Named, currency);
        }

        return proto;
    }

    /// <summary>A built-in measure.</summary>
    public static Proto.MeasureDefinition ToProto(TenantId tenant, NamedMeasure measure, Currency currency)
    {
        var proto = new Proto.MeasureDefinition
        {
            Name = ResourceNames.Measure(tenant, measure.Id),
            Title = measure.Title,
            Description = measure.Description,
            BuiltIn = true,
        };
        Describe(proto, measure, currency);
        return proto;
    }

    /// <summary>A definition with what a measure as sent changes in it.</summary>
    /// <exception cref="DomainException">A kind is none.</exception>
    public static CustomMeasureDefinition Apply(Proto.MeasureDefinition measure, UpdateMask mask, CustomMeasureDefinition definition) => definition with
    {
        Title = mask.Has("title") ? measure.Title : definition.Title,
        Description = mask.Has("description") ? measure.Description : definition.Description,
        Kinds = mask.Has("kinds") ? ReadKinds(measure) : definition.Kinds,
        Conditions = mask.Has("conditions") ? [.. measure.Conditions] : definition.Conditions,
        Aggregation = mask.Has("aggregation") ? (CustomMeasureAggregation)measure.Aggregation : definition.Aggregation,
        Field = mask.Has("field") ? measure.Field : definition.Field,
        AtLeast = mask.Has("at_least") ? measure.AtLeast : definition.AtLeast,
        Quantile = mask.Has("quantile") ? measure.Quantile : definition.Quantile,
        Numerator = mask.Has("numerator") ? measure.Numerator : definition.Numerator,
        Denominator = mask.Has("denominator") ? measure.Denominator : definition.Denominator,
    };

    private static void Describe(Proto.MeasureDefinition proto, NamedMeasure measure, Currency currency)
    {
        proto.Unit = IndicatorUnits.In(measure.UnitText, currency);
        proto.Nature = (Proto.MeasureNature)measure.Nature;
        proto.Dimensional = measure.IsDimensional;
    }

    private static List<InteractionKind> ReadKinds(Proto.MeasureDefinition measure)
    {
        var kinds = new List<InteractionKind>(measure.Kinds.Count);
        foreach (var name in measure.Kinds)
        {
            if (!InteractionKinds.TryParse(name, out var kind))
                throw new DomainException(ErrorKind.InvalidArgument, "INVALID_KIND", $"\"{DisplayText.Of(name)}\" is not a kind of interaction: use the field names of Interaction.kind, such as purchase.", $"measure.kinds[{kinds.Count}]");
            kinds.Add(kind);
        }

        return kinds;
    }
}
