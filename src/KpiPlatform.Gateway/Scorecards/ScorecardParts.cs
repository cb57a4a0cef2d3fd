using KpiPlatform.Domain.Scorecards;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Parts of scorecard definitions between the contract and the domain.</summary>
internal static class ScorecardParts
{
    /// <summary>A status rule as sent.</summary>
    public static StatusRule Read(Proto.StatusRule rule) => new()
    {
        Input = (StatusInput)rule.Input,
        Comparison = (StatusComparison)rule.Comparison,
        Threshold = rule.HasThreshold ? rule.Threshold : null,
        Status = (Status)rule.Status,
        Label = rule.Label,
    };

    /// <summary>A line of the strategy map as sent.</summary>
    public static StrategyLink Read(Proto.StrategyLink link) => new() { Cause = link.Cause, Effect = link.Effect, Description = link.Description };

    /// <summary>A milestone as sent.</summary>
    public static Milestone Read(Proto.Milestone milestone) => new()
    {
        Date = milestone.Date,
        Progress = milestone.HasProgress ? milestone.Progress : null,
        Value = milestone.HasValue ? milestone.Value : null,
    };

    /// <summary>A dated weight as sent.</summary>
    public static DatedWeight Read(Proto.DatedWeight dated) => new() { From = dated.From, To = dated.To, Weight = dated.Weight };

    /// <summary>A dated target as sent.</summary>
    public static DatedTarget Read(Proto.DatedTarget dated) => new()
    {
        From = dated.From,
        To = dated.To,
        BaselineDate = dated.BaselineDate,
        RelativeTarget = dated.RelativeTarget,
        Deadline = dated.Deadline,
        Baseline = dated.HasBaseline ? dated.Baseline : null,
        Target = dated.HasTarget ? dated.Target : null,
        ScoreMin = dated.HasScoreMin ? dated.ScoreMin : null,
        ScoreMax = dated.HasScoreMax ? dated.ScoreMax : null,
        RedFlag = dated.HasRedFlag ? dated.RedFlag : null,
        Goal = dated.HasGoal ? dated.Goal : null,
        BandLow = dated.HasBandLow ? dated.BandLow : null,
        BandHigh = dated.HasBandHigh ? dated.BandHigh : null,
    };

    /// <summary>An initiative as sent; what is computed of it is not read.</summary>
    public static InitiativeDefinition Read(Proto.Initiative initiative) => new()
    {
        Id = initiative.Id,
        Title = initiative.Title,
        Owner = initiative.Owner,
        Objective = initiative.Objective,
        Budget = initiative.HasBudget ? initiative.Budget : null,
        Spent = initiative.HasSpent ? initiative.Spent : null,
        Progress = initiative.HasProgress ? initiative.Progress : null,
        StartDate = initiative.StartDate,
        EndDate = initiative.EndDate,
    };

    /// <summary>A status rule.</summary>
    public static Proto.StatusRule ToProto(StatusRule rule)
    {
        var proto = new Proto.StatusRule
        {
            Input = (Proto.StatusInput)rule.Input,
            Comparison = (Proto.StatusComparison)rule.Comparison,
            Status = (Proto.Status)rule.Status,
            Label = rule.Label,
        };
        if (rule.Threshold is { } threshold)
            proto.Threshold = threshold;
        return proto;
    }

    /// <summary>A line of the strategy map.</summary>
    public static Proto.StrategyLink ToProto(StrategyLink link) => new() { Cause = link.Cause, Effect = link.Effect, Description = link.Description };

    /// <summary>A milestone.</summary>
    public static Proto.Milestone ToProto(Milestone milestone)
    {
        var proto = new Proto.Milestone { Date = milestone.Date };
        if (milestone.Progress is { } progress)
            proto.Progress = progress;
        if (milestone.Value is { } value)
            proto.Value = value;
        return proto;
    }

    /// <summary>A dated weight.</summary>
    public static Proto.DatedWeight ToProto(DatedWeight dated) => new() { From = dated.From, To = dated.To, Weight = dated.Weight };

    /// <summary>A dated target.</summary>
    public static Proto.DatedTarget ToProto(DatedTarget dated)
    {
        var proto = new Proto.DatedTarget { From = dated.From, To = dated.To, BaselineDate = dated.BaselineDate, RelativeTarget = dated.RelativeTarget, Deadline = dated.Deadline };
        if (dated.Baseline is { } baseline)
            proto.Baseline = baseline;
        if (dated.Target is { } target)
            proto.Target = target;
        if (dated.ScoreMin is { } scoreMin)
            proto.ScoreMin = scoreMin;
        if (dated.ScoreMax is { } scoreMax)
            proto.ScoreMax = scoreMax;
        if (dated.RedFlag is { } redFlag)
            proto.RedFlag = redFlag;
        if (dated.Goal is { } goal)
            proto.Goal = goal;
        if (dated.BandLow is { } bandLow)
            proto.BandLow = bandLow;
        if (dated.BandHigh is { } bandHigh)
            proto.BandHigh = bandHigh;
        return proto;
    }

    /// <summary>An initiative as defined.</summary>
    public static Proto.Initiative ToProto(InitiativeDefinition definition)
    {
        var proto = ToProto(InitiativeResult.Of(definition));
        proto.Title = definition.Title;
        proto.ClearEarnedValue();
        proto.ClearCostVariance();
        return proto;
    }

    /// <summary>An initiative with what its work is worth.</summary>
    public static Proto.Initiative ToProto(InitiativeResult result)
    {
        var proto = new Proto.Initiative
        {
            Id = result.Id,
            Title = result.Title,
            Owner = result.Owner,
            Objective = result.Objective,
            StartDate = result.StartDate,
            EndDate = result.EndDate,
        };
        if (result.Budget is { } budget)
            proto.Budget = budget;
        if (result.Spent is { } spent)
            proto.Spent = spent;
        if (result.Progress is { } progress)
            proto.Progress = progress;
        if (result.EarnedValue is { } earned)
            proto.EarnedValue = earned;
        if (result.CostVariance is { } variance)
            proto.CostVariance = variance;
        return proto;
    }
}
