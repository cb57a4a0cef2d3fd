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
    public static readonly IReadOnlyList<string> Changeable = 
    [
        "title", "description", "perspectives", "roll_up", "missing_data", "minimum_coverage", "status_rules", "strategy_map", "initiatives", "close_after_days",
    ];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "version", "etag", "create_time", "update_time"];

    /// <summary>The definition of a document.</summary>
    public static Proto.ScorecardDefinition ToProto(TenantId tenant, ScorecardId id, ScorecardDocument document)
    {
        var proto = ToProto(GrainJson.Read<ScorecardDefinition>(document.DefinitionJson));
        proto.Name = ResourceNames.Scorecard(tenant, id);
        proto.Version = document.Version;
        proto.Etag = document.Etag;
        proto.CreateTime = Times.OfTicks(document.CreatedAtTicks);
        proto.UpdateTime = Times.OfTicks(document.UpdatedAtTicks);
        return proto;
    }

    /// <summary>A definition that is not stored.</summary>
    public static Proto.ScorecardDefinition ToProto(ScorecardDefinition definition)
    {
        var proto = new Proto.ScorecardDefinition { Title = definition.Title, Description = definition.Description };
        proto.RollUp = (Proto.RollUp)definition.RollUp;
        proto.MissingData = (Proto.MissingData)definition.MissingData;
        if (definition.MinimumCoverage is { } coverage)
            proto.MinimumCoverage = coverage;
        if (definition.CloseAfterDays is { } days)
            proto.CloseAfterDays = days;
        proto.Perspectives.AddRange(definition.Perspectives.Select(ToProto));
        proto.StatusRules.AddRange(definition.StatusRules.Select(ScorecardParts.ToProto));
        proto.StrategyMap.AddRange(definition.StrategyMap.Select(ScorecardParts.ToProto));
        proto.Initiatives.AddRange(definition.Initiatives.Select(ScorecardParts.ToProto));
        return proto;
    }

    /// <summary>A definition with what one as sent changes in it.</summary>
    public static ScorecardDefinition Apply(Proto.ScorecardDefinition scorecard, UpdateMask mask, ScorecardDefinition definition) => definition with
    {
        Title = mask.Has("title") ? scorecard.Title : definition.Title,
        Description = mask.Has("description") ? scorecard.Description : definition.Description,
        Perspectives = mask.Has("perspectives") ? [.. scorecard.Perspectives.Select(Read)] : definition.Perspectives,
        RollUp = mask.Has("roll_up") ? (RollUpMethod)scorecard.RollUp : definition.RollUp,
        MissingData = mask.Has("missing_data") ? (MissingDataPolicy)scorecard.MissingData : definition.MissingData,
        MinimumCoverage = mask.Has("minimum_coverage") ? scorecard.HasMinimumCoverage ? scorecard.MinimumCoverage : null : definition.MinimumCoverage,
        StatusRules = mask.Has("status_rules") ? [.. scorecard.StatusRules.Select(ScorecardParts.Read)] : definition.StatusRules,
        StrategyMap = mask.Has("strategy_map") ? [.. scorecard.StrategyMap.Select(ScorecardParts.Read)] : definition.StrategyMap,
        Initiatives = mask.Has("initiatives") ? [.. scorecard.Initiatives.Select(ScorecardParts.Read)] : definition.Initiatives,
        CloseAfterDays = mask.Has("close_after_days") ? scorecard.HasCloseAfterDays ? scorecard.CloseAfterDays : null : definition.CloseAfterDays,
    };

    private static PerspectiveDefinition Read(Proto.Perspective perspective) => new()
    {
        Id = perspective.Id,
        Title = perspective.Title,
        Weight = perspective.HasWeight ? perspective.Weight : null,
        DatedWeights = [.. perspective.DatedWeights.Select(ScorecardParts.Read)],
        RollUp = (RollUpMethod)perspective.RollUp,
        MissingData = (MissingDataPolicy)perspective.MissingData,
        Objectives = [.. perspective.Objectives.Select(Read)],
    };

    private static ObjectiveDefinition Read(Proto.Objective objective) => new()
    {
        Id = objective.Id,
        Title = objective.Title,
        Weight = objective.HasWeight ? objective.Weight : null,
        Owner = objective.Owner,
        ReviewDate = objective.ReviewDate,
        RetiredOn = objective.RetiredOn,
        DatedWeights = [.. objective.DatedWeights.Select(ScorecardParts.Read)],
        RollUp = (RollUpMethod)objective.RollUp,
        MissingData = (MissingDataPolicy)objective.MissingData,
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
        RelativeTarget = indicator.RelativeTarget,
        Unit = indicator.Unit,
        Scoring = (ScoringFunction)indicator.Scoring,
        RedFlag = indicator.HasRedFlag ? indicator.RedFlag : null,
        Goal = indicator.HasGoal ? indicator.Goal : null,
        BandLow = indicator.HasBandLow ? indicator.BandLow : null,
        BandHigh = indicator.HasBandHigh ? indicator.BandHigh : null,
        Tolerance = indicator.HasTolerance ? indicator.Tolerance : null,
        ScoringFormula = indicator.ScoringFormula,
        StatusRules = [.. indicator.StatusRules.Select(ScorecardParts.Read)],
        Milestones = [.. indicator.Milestones.Select(ScorecardParts.Read)],
        DatedWeights = [.. indicator.DatedWeights.Select(ScorecardParts.Read)],
        DatedTargets = [.. indicator.DatedTargets.Select(ScorecardParts.Read)],
        Role = (IndicatorRole)indicator.Role,
        UpdateIntervalDays = indicator.HasUpdateIntervalDays ? indicator.UpdateIntervalDays : null,
        StaleAfterDays = indicator.HasStaleAfterDays ? indicator.StaleAfterDays : null,
        Inheritance = (Inheritance)indicator.Inheritance,
        CommentRequired = indicator.CommentRequired,
        Owner = indicator.Owner,
        ReviewDate = indicator.ReviewDate,
        RetiredOn = indicator.RetiredOn,
        Dimension = indicator.Dimension,
        DimensionValue = indicator.DimensionValue,
        Source = indicator.Source,
    };

    private static Proto.Perspective ToProto(PerspectiveDefinition definition)
    {
        var perspective = new Proto.Perspective
        {
            Id = definition.Id,
            Title = definition.Title,
            RollUp = (Proto.RollUp)definition.RollUp,
            MissingData = (Proto.MissingData)definition.MissingData,
            DatedWeights = { definition.DatedWeights.Select(ScorecardParts.ToProto) },
        };
        if (definition.Weight is { } weight)
            perspective.Weight = weight;
        foreach (var objective in definition.Objectives)
            perspective.Objectives.Add(ToProto(objective));
        return perspective;
    }

    private static Proto.Objective ToProto(ObjectiveDefinition definition)
    {
        var objective = new Proto.Objective
        {
            Id = definition.Id,
            Title = definition.Title,
            Owner = definition.Owner,
            ReviewDate = definition.ReviewDate,
            RetiredOn = definition.RetiredOn,
            RollUp = (Proto.RollUp)definition.RollUp,
            MissingData = (Proto.MissingData)definition.MissingData,
            DatedWeights = { definition.DatedWeights.Select(ScorecardParts.ToProto) },
        };
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
            RelativeTarget = definition.RelativeTarget,
            Unit = definition.Unit,
            Scoring = (Proto.Scoring)definition.Scoring,
            ScoringFormula = definition.ScoringFormula,
            Role = (Proto.IndicatorRole)definition.Role,
            Inheritance = (Proto.Inheritance)definition.Inheritance,
            CommentRequired = definition.CommentRequired,
            Owner = definition.Owner,
            ReviewDate = definition.ReviewDate,
            RetiredOn = definition.RetiredOn,
            Dimension = definition.Dimension,
            DimensionValue = definition.DimensionValue,
            Source = definition.Source,
            StatusRules = { definition.StatusRules.Select(ScorecardParts.ToProto) },
            Milestones = { definition.Milestones.Select(ScorecardParts.ToProto) },
            DatedWeights = { definition.DatedWeights.Select(ScorecardParts.ToProto) },
            DatedTargets = { definition.DatedTargets.Select(ScorecardParts.ToProto) },
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
        if (definition.RedFlag is { } redFlag)
            indicator.RedFlag = redFlag;
        if (definition.Goal is { } goal)
            indicator.Goal = goal;
        if (definition.BandLow is { } bandLow)
            indicator.BandLow = bandLow;
        if (definition.BandHigh is { } bandHigh)
            indicator.BandHigh = bandHigh;
        if (definition.Tolerance is { } tolerance)
            indicator.Tolerance = tolerance;
        if (definition.UpdateIntervalDays is { } interval)
            indicator.UpdateIntervalDays = interval;
        if (definition.StaleAfterDays is { } staleAfter)
            indicator.StaleAfterDays = staleAfter;
        return indicator;
    }
}
