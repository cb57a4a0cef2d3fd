using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>How one indicator of a scorecard stands: value → performance → status.</summary>
internal static class IndicatorEvaluator
{
    /// <summary>Evaluates an indicator.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="definition">Its definition, checked.</param>
    /// <param name="objective">The objective that it measures.</param>
    /// <param name="scorecard">The scorecard.</param>
    /// <param name="context">Period and instant.</param>
    /// <param name="inputs">What people entered, and other scorecards.</param>
    /// <param name="valueOf">The indicator's value; not asked for one that is taken over.</param>
    public static IndicatorResult Evaluate(
        IndicatorPath path,
        ScorecardIndicatorDefinition definition,
        ObjectiveDefinition objective,
        ScorecardDefinition scorecard,
        IndicatorContext context,
        EvaluationInputs inputs,
        Func<ScorecardIndicatorDefinition, IndicatorValue> valueOf)
    {
        var day = context.Window.JudgedDay;
        var result = definition.Source.Length > 0 ? TakenOver(definition, context, inputs) : Own(path, definition, scorecard, context, inputs, valueOf);
        var comments = inputs.Comments.GetValueOrDefault(path);
        result = result with
        {
            Id = path.Indicator,
            Title = definition.Title.Length > 0 ? definition.Title : result.Title,
            Weight = definition.WeightOn(day),
            Role = definition.Role == IndicatorRole.Leading ? IndicatorRole.Leading : IndicatorRole.Lagging,
            Owner = definition.Owner.Length > 0 ? definition.Owner : objective.Owner,
            Comments = comments,
        };
        if (ScorecardDefinitionExtensions.IsRetired(definition.RetiredOn, day) || ScorecardDefinitionExtensions.IsRetired(objective.RetiredOn, day))
            return result with { Retired = true, Status = Status.Grey, StatusLabel = string.Empty, GreyReason = GreyReason.Retired, OnTrack = null, CommentMissing = false };
        return result with { CommentMissing = definition.CommentRequired && result.Status == Status.Red && comments == 0 };
    }

    private static IndicatorResult TakenOver(ScorecardIndicatorDefinition definition, IndicatorContext context, EvaluationInputs inputs)
    {
        var cascaded = inputs.Cascades.GetValueOrDefault(definition.Source) ?? new(null, NoValueReason.SourceNotFound);
        if (cascaded.Result is { } found)
        {
            // Overrides and late arrivals are the source's own business; here only the number they lead to.
            return found with { Source = definition.Source, OverrideId = string.Empty, Inherited = found.Inherited };
        }

        return new()
        {
            Id = definition.Id,
            Title = definition.Id,
            Weight = 0,
            Value = new()
            {
                Indicator = string.Empty,
                Unit = string.Empty,
                Period = context.Window.Period,
                AsOf = context.Window.AsOf,
                DefinitionVersion = context.DefinitionVersion,
                CountingChangedAt = context.ChangedSince,
                Partial = context.Window.IsPartial,
                BeforeCoverage = context.BeforeCoverage,
                NoValueReason = cascaded.Reason,
            },
            Status = Status.Grey,
            Deadline = string.Empty,
            GreyReason = GreyReason.NoValue,
            Source = definition.Source,
        };
    }

    private static IndicatorResult Own(
        IndicatorPath path,
        ScorecardIndicatorDefinition definition,
        ScorecardDefinition scorecard,
        IndicatorContext context,
        EvaluationInputs inputs,
        Func<ScorecardIndicatorDefinition, IndicatorValue> valueOf)
    {
        var window = context.Window;
        var goal = IndicatorGoal.Of(definition, inputs.Environment, window.JudgedDay, scorecard.StatusRules);
        var whole = valueOf(definition);
        var value = goal.Component.Length == 0 ? whole : whole.OfComponent(goal.Component);
        var entered = inputs.Overrides.GetValueOrDefault(path);
        var inherited = value.Value is not null && value.ObservedDay < window.Period.FromDay;
        if (inherited && definition.Inheritance == Inheritance.Absent)
        {
            value = value with { Value = null, Numerator = null, Denominator = null, Interval = null, Components = [], NoValueReason = NoValueReason.NotObservedInPeriod };
            inherited = false;
        }

        if (entered?.Value is { } number)
        {
            value = value with { Value = number, Numerator = null, Denominator = null, Interval = null, Components = [], Overridden = true, NoValueReason = string.Empty };
            inherited = false;
        }

        var observedDay = value.ObservedDay ?? (value.NewestEventAt is { } newest ? context.Calendar.DayOf(newest) : null);
        var result = new IndicatorResult
        {
            Id = definition.Id,
            Title = goal.Indicator.Title,
            Weight = 0,
            Value = value,
            Status = Status.Grey,
            Baseline = goal.Baseline,
            Target = goal.Target,
            BandLow = definition.On(window.JudgedDay).BandLow,
            BandHigh = definition.On(window.JudgedDay).BandHigh,
            Direction = goal.Direction,
            Scoring = goal.Scoring,
            Deadline = goal.Deadline,
            GreyReason = GreyReason.NoValue,
            Inherited = inherited,
            Stale = entered is null && value.Value is not null && IsStale(definition, observedDay, window),
            UpdateDue = definition.UpdateIntervalDays is { } days && observedDay is { } observed ? LocalDay.Format(observed + days) : string.Empty,
        };
        if (value.Value is { } measured)
            result = Judge(result, goal, measured, context, isEntered: entered is not null);
        return entered is null ? result : Entered(result, goal, entered);
    }

    private static IndicatorResult Judge(IndicatorResult result, IndicatorGoal goal, double value, IndicatorContext context, bool isEntered)
    {
        var window = context.Window;
        var judgedAt = Instant.Min(window.AsOf, window.Period.End);
        var progress = goal.ProgressOf(value);
        result = result with
        {
            Performance = goal.PerformanceOf(value),
            Progress = progress,
            ExpectedProgress = progress is null ? null : goal.ExpectedProgress(context.Calendar, judgedAt),
            OnTrack = goal.IsOnTrack(value, context.Calendar, judgedAt),
        };
        var grey = result.Stale ? GreyReason.Stale
            : !isEntered && result.Value.SampleSize < goal.MinimumSample ? GreyReason.BelowMinimumSample
            : result.Performance is null ? GreyReason.NoPerformance
            : string.Empty;
        if (grey.Length > 0)
            return result with { GreyReason = grey };

        var pace = goal.ValueForStatus(value, window);
        var (status, label) = StatusDecision.Of(goal.StatusRules, input => input switch
        {
            StatusInput.Progress => goal.ProgressOf(pace),
            StatusInput.Value => pace,
            StatusInput.PercentOfTarget => goal.PercentOfTarget(pace),
            _ => goal.PerformanceOf(pace),
        });
        return result with { Status = status, StatusLabel = label, GreyReason = string.Empty };
    }

    private static IndicatorResult Entered(IndicatorResult result, IndicatorGoal goal, ScorecardOverride entered)
    {
        result = result with { Overridden = true, OverrideId = entered.Id };
        if (entered.Performance is not { } performance)
            return result;
        var (status, label) = StatusDecision.Of(goal.StatusRules, input => input == StatusInput.Performance ? performance : null);
        return result with { Performance = performance, Status = status, StatusLabel = label, GreyReason = string.Empty };
    }

    private static bool IsStale(ScorecardIndicatorDefinition definition, int? observedDay, EvaluationWindow window) =>
        (definition.StaleAfterDays ?? definition.UpdateIntervalDays) is { } days && observedDay is { } observed && window.JudgedDay - observed > days;
}
