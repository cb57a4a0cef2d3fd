using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using DomainDifference = KpiPlatform.Domain.Scorecards.ScorecardDifference;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Evaluated scorecards and their differences in the form of the contract.</summary>
internal static class ScorecardResults
{
    /// <summary>A scorecard with its values.</summary>
    /// <param name="name">Its resource name.</param>
    /// <param name="result">The values.</param>
    /// <param name="positions">Encoded vector that they rest on.</param>
    public static Proto.Scorecard ToProto(string name, EvaluatedScorecard result, ReadOnlyMemory<byte> positions)
    {
        var scorecard = new Proto.Scorecard
        {
            Name = name,
            Title = result.Title,
            Period = IndicatorValues.ToProto(result.Period),
            AsOfTime = Times.Of(result.AsOf),
            Status = (Proto.Status)result.Status,
            Coverage = result.Coverage,
            DefinitionVersion = result.DefinitionVersion,
            Token = ConsistencyToken.Encode(positions.Span),
            Partial = result.Partial,
            StatusLabel = result.StatusLabel,
            LeadingStatus = (Proto.Status)result.LeadingStatus,
            LeadingCoverage = result.LeadingCoverage,
            CloseTime = Times.Of(result.ClosedAt),
            CountingChangeTime = Times.Of(result.CountingChangedAt),
            Restated = result.Restated,
            Initiatives = { result.Initiatives.Select(ScorecardParts.ToProto) },
        };
        if (result.LeadingPerformance is { } leading)
            scorecard.LeadingPerformance = leading;
        if (result.LatePerformanceAdjustment is { } late)
            scorecard.LatePerformanceAdjustment = late;
        if (result.Performance is { } performance)
            scorecard.Performance = performance;
        foreach (var perspective in result.Perspectives)
            scorecard.Perspectives.Add(ToProto(perspective));
        return scorecard;
    }

    /// <summary>A difference.</summary>
    /// <param name="difference">What changed.</param>
    /// <param name="positions">Encoded vector that the values rest on.</param>
    public static Proto.ScorecardDifference ToProto(DomainDifference difference, ReadOnlyMemory<byte> positions)
    {
        var proto = new Proto.ScorecardDifference
        {
            AsOfTime = Times.Of(difference.AsOf),
            Status = (Proto.Status)difference.Status,
            Coverage = difference.Coverage,
            Token = ConsistencyToken.Encode(positions.Span),
            StatusLabel = difference.StatusLabel,
            LeadingStatus = (Proto.Status)difference.LeadingStatus,
            LeadingCoverage = difference.LeadingCoverage,
        };
        if (difference.LeadingPerformance is { } leading)
            proto.LeadingPerformance = leading;
        if (difference.LatePerformanceAdjustment is { } late)
            proto.LatePerformanceAdjustment = late;
        if (difference.Performance is { } performance)
            proto.Performance = performance;
        foreach (var perspective in difference.Perspectives)
            proto.Perspectives.Add(ToProto(perspective));
        return proto;
    }

    private static Proto.PerspectiveResult ToProto(PerspectiveResult result)
    {
        var perspective = new Proto.PerspectiveResult
        {
            Id = result.Id,
            Title = result.Title,
            Weight = result.Weight,
            Status = (Proto.Status)result.Status,
            Coverage = result.Coverage,
            StatusLabel = result.StatusLabel,
            LeadingStatus = (Proto.Status)result.LeadingStatus,
            LeadingCoverage = result.LeadingCoverage,
        };
        if (result.LeadingPerformance is { } leading)
            perspective.LeadingPerformance = leading;
        if (result.LatePerformanceAdjustment is { } late)
            perspective.LatePerformanceAdjustment = late;
        if (result.Performance is { } performance)
            perspective.Performance = performance;
        foreach (var objective in result.Objectives)
            perspective.Objectives.Add(ToProto(objective));
        return perspective;
    }

    private static Proto.ObjectiveResult ToProto(ObjectiveResult result)
    {
        var objective = new Proto.ObjectiveResult
        {
            Id = result.Id,
            Title = result.Title,
            Weight = result.Weight,
            Status = (Proto.Status)result.Status,
            Coverage = result.Coverage,
            Owner = result.Owner,
            Retired = result.Retired,
            StatusLabel = result.StatusLabel,
            LeadingStatus = (Proto.Status)result.LeadingStatus,
            LeadingCoverage = result.LeadingCoverage,
        };
        if (result.LeadingPerformance is { } leading)
            objective.LeadingPerformance = leading;
        if (result.LatePerformanceAdjustment is { } late)
            objective.LatePerformanceAdjustment = late;
        if (result.Performance is { } performance)
            objective.Performance = performance;
        foreach (var indicator in result.Indicators)
            objective.Indicators.Add(ToProto(indicator));
        return objective;
    }

    private static Proto.IndicatorResult ToProto(IndicatorResult result)
    {
        var indicator = new Proto.IndicatorResult
        {
            Id = result.Id,
            Title = result.Title,
            Weight = result.Weight,
            Value = IndicatorValues.ToProto(result.Value),
            Status = (Proto.Status)result.Status,
            Deadline = result.Deadline,
            GreyReason = result.GreyReason,
            StatusLabel = result.StatusLabel,
            Direction = (Proto.Direction)result.Direction,
            Scoring = (Proto.Scoring)result.Scoring,
            Role = (Proto.IndicatorRole)result.Role,
            Owner = result.Owner,
            Inherited = result.Inherited,
            Stale = result.Stale,
            Retired = result.Retired,
            Overridden = result.Overridden,
            OverrideId = result.OverrideId,
            UpdateDueDate = result.UpdateDue,
            Comments = result.Comments,
            CommentMissing = result.CommentMissing,
            Source = result.Source,
        };
        if (result.Baseline is { } baseline)
            indicator.Baseline = baseline;
        if (result.Target is { } target)
            indicator.Target = target;
        if (result.BandLow is { } bandLow)
            indicator.BandLow = bandLow;
        if (result.BandHigh is { } bandHigh)
            indicator.BandHigh = bandHigh;
        if (result.ExpectedProgress is { } expected)
            indicator.ExpectedProgress = expected;
        if (result.LateAdjustment is { } adjustment)
            indicator.LateAdjustment = adjustment;
        if (result.LatePerformanceAdjustment is { } late)
            indicator.LatePerformanceAdjustment = late;
        if (result.Performance is { } performance)
            indicator.Performance = performance;
        if (result.Progress is { } progress)
            indicator.Progress = progress;
        if (result.OnTrack is { } onTrack)
            indicator.OnTrack = onTrack;
        return indicator;
    }
}
