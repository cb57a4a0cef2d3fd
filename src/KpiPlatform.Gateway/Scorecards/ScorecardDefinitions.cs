using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using DomainDirection = KpiPlatform.Domain.Indicators.Direction;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Scorecard definitions between the contract and the domain. The scorecard's grain checks and completes them.</summary>
internal static class ScorecardDefinitions
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable = ["title", "description", "perspectives"];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "version", "etag", "create_time", "update_time"];

    /// <summary>The definition of a document.</summary>
    public static Proto.ScorecardDefinition ToProto(TenantId tenant, ScorecardId id, ScorecardDocument document)
    {
        var definition = GrainJson.Read<ScorecardDefinition>(document.DefinitionJson);
        var proto = new Proto.ScorecardDefinition
        {
            Name = ResourceNames.Scorecard(tenant, id),
            Title = definition.Title,
            Description = definition.Description,
            Version = document.Version,
            Etag = document.Etag,
            CreateTime = Times.OfTicks(document.CreatedAtTicks),
            UpdateTime = Times.OfTicks(document.UpdatedAtTicks),
        };
        foreach (var perspective in definition.Perspectives)
            proto.Perspectives.Add(ToProto(perspective));
        return proto;
    }

    /// <summary>A definition with what one as sent changes in it.</summary>
    public static ScorecardDefinition Apply(Proto.ScorecardDefinition scorecard, UpdateMask mask, ScorecardDefinition definition) => definition with
    {
        Title = mask.Has("title") ? scorecard.Title : definition.Title,
        Description = mask.Has("description") ? scorecard.Description : definition.Description,
        Perspectives = mask.Has("perspectives") ? [.. scorecard.Perspectives.Select(Read)] : definition.Perspectives,
    };

    private static PerspectiveDefinition Read(Proto.Perspective perspective) => new()
    {
        Id = perspective.Id,
        Title = perspective.Title,
        Weight = perspective.HasWeight ? perspective.Weight : null,
        Objectives = [.. perspective.Objectives.Select(Read)],
    };

    private static ObjectiveDefinition Read(Proto.Objective objective) => new()
    {
        Id = objective.Id,
        Title = objective.Title,
        Weight = objective.HasWeight ? objective.Weight : null,
        Owner = objective.Owner,
        Indicators = [.. objective.Indicators.Select(Read)],
    };

    private static ScorecardIndicatorDefinition Read(Proto.ScorecardIndicator indicator) => new()
    {
        Id = indicator.Id,
        Indicator = indicator.Indicator,
        Title = indicator.Title,
        Weight = indicator.HasWeight ? indicator.Weight : null,
        Direction = (DomainDirection)indicator.Direction,
        Baseline = indicator.HasBaseline ? indicator.Baseline : null,
        Target = indicator.HasTarget ? indicator.Target : null,
        Deadline = indicator.Deadline,
        ScoreMin = indicator.HasScoreMin ? indicator.ScoreMin : null,
        ScoreMax = indicator.HasScoreMax ? indicator.ScoreMax : null,
        GreenFrom = indicator.HasGreenFrom ? indicator.GreenFrom : null,
        YellowFrom = indicator.HasYellowFrom ? indicator.YellowFrom : null,
        MinimumSample = indicator.HasMinimumSample ? indicator.MinimumSample : null,
        Component = indicator.Component,
        BaselineDate = indicator.BaselineDate,
    };

    private static Proto.Perspective ToProto(PerspectiveDefinition definition)
    {
        var perspective = new Proto.Perspective { Id = definition.Id, Title = definition.Title };
        if (definition.Weight is { } weight)
            perspective.Weight = weight;
        foreach (var objective in definition.Objectives)
            perspective.Objectives.Add(ToProto(objective));
        return perspective;
    }

    private static Proto.Objective ToProto(ObjectiveDefinition definition)
    {
        var objective = new Proto.Objective { Id = definition.Id, Title = definition.Title, Owner = definition.Owner };
        if (definition.Weight is { } weight)
            objective.Weight = weight;
        foreach (var indicator in definition.Indicators)
            objective.Indicators.Add(ToProto(indicator));
        return objective;
    }

    private static Proto.ScorecardIndicator ToProto(ScorecardIndicatorDefinition definition)
    {
        var indicator = new Proto.ScorecardIndicator
        {
            Id = definition.Id,
            Indicator = definition.Indicator,
            Title = definition.Title,
            Direction = (Proto.Direction)definition.Direction,
            Deadline = definition.Deadline,
            Component = definition.Component,
            BaselineDate = definition.BaselineDate,
        };
        if (definition.Weight is { } weight)
            indicator.Weight = weight;
        if (definition.Baseline is { } baseline)
            indicator.Baseline = baseline;
        if (definition.Target is { } target)
            indicator.Target = target;
        if (definition.ScoreMin is { } scoreMin)
            indicator.ScoreMin = scoreMin;
        if (definition.ScoreMax is { } scoreMax)
            indicator.ScoreMax = scoreMax;
        if (definition.GreenFrom is { } greenFrom)
            indicator.GreenFrom = greenFrom;
        if (definition.YellowFrom is { } yellowFrom)
            indicator.YellowFrom = yellowFrom;
        if (definition.MinimumSample is { } minimumSample)
            indicator.MinimumSample = minimumSample;
        return indicator;
    }
}
