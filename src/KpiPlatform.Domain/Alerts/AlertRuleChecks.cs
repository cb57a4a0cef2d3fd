using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Alerts;

/// <summary>Checks rules, by what the tenant has. Fields are named as in the contract.</summary>
public static class AlertRuleChecks
{
    private const int MaxNameBytes = 200;
    private const int MaxDescriptionBytes = 2_000;
    private const int MaxSourceBytes = 128;
    private const long MaxSeconds = 366L * 86_400;
    private const long MinWindowSeconds = 60;

    /// <summary>Checks one.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="tenant">The tenant's definition.</param>
    /// <param name="kinds">Names of the kinds of interaction.</param>
    /// <param name="path">Path of the rule in the request.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static void Check(AlertRule rule, TenantDefinition tenant, IReadOnlyCollection<string> kinds, string path)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(tenant);
        RequireId(rule.Id, $"{path}_id");
        RequireText(rule.DisplayName, MaxNameBytes, $"{path}.display_name");
        RequireText(rule.Description, MaxDescriptionBytes, $"{path}.description");
        RequireText(rule.Owner, MaxNameBytes, $"{path}.owner");
        RequireDefined(rule.Severity, $"{path}.severity");
        RequireSpan(rule.ForSeconds, 0, $"{path}.for_duration");
        RequireSpan(rule.ClearSeconds, 0, $"{path}.clear_duration");
        RequireSpan(rule.ReopenSeconds, 0, $"{path}.reopen_within");
        RequireSpan(rule.DueSeconds, 0, $"{path}.due_within");
        switch (rule.Kind)
        {
            case AlertRuleKind.Indicator:
                CheckIndicator(rule.Indicator!, tenant, $"{path}.indicator");
                CheckCondition(rule.Condition, rule.Indicator!, $"{path}.condition");
                break;
            case AlertRuleKind.Segment:
                CheckSegment(rule.Segment, tenant, $"{path}.customers.segment");
                break;
            case AlertRuleKind.Silence:
                CheckSilence(rule.Silence!, kinds, $"{path}.silence");
                break;
            default:
                throw Invalid("REQUIRED", "A rule looks at something: give indicator, customers or silence.", path);
        }

        if (rule.Kind != AlertRuleKind.Indicator && rule.Condition is not null)
            throw Invalid("NOT_APPLICABLE", "Only a rule on an indicator has a condition: customers in the segment, and silence, are bad as such.", $"{path}.condition");
    }

    private static void CheckIndicator(AlertIndicator indicator, TenantDefinition tenant, string path)
    {
        if (indicator.Period.Length > 0)
            PeriodParser.Parse(indicator.Period, tenant.Calendar, 0, $"{path}.period");
        if (indicator.Scorecard.Length > 0)
        {
            ScorecardId.Parse(indicator.Scorecard, $"{path}.scorecard");
            if (indicator.Path.Length > 0)
                IndicatorPath.Parse(indicator.Path, $"{path}.path");
            foreach (var (value, name) in new[] { (indicator.Indicator, "indicator"), (indicator.Component, "component"), (indicator.Dimension, "dimension") })
            {
                if (value.Length > 0)
                    throw Invalid("NOT_APPLICABLE", $"With a scorecard there is no {name}: the scorecard says what its indicators are.", $"{path}.{name}");
            }

            return;
        }

        if (indicator.Path.Length > 0)
            throw Invalid("REQUIRED", "path is a path within a scorecard: give that, too.", $"{path}.scorecard");
        if (indicator.Indicator.Length == 0)
            throw Invalid("REQUIRED", "Give a scorecard, or the id of an indicator such as \"orders\".", $"{path}.indicator");
        var known = tenant.Indicators.Get(indicator.Indicator, $"{path}.indicator");
        if (indicator.Dimension.Length == 0)
            return;
        if (!tenant.Settings.Dimensions.Any(one => string.Equals(one.Id, indicator.Dimension, StringComparison.Ordinal)))
        {
            throw Invalid(
                "UNKNOWN_DIMENSION",
                $"\"{DisplayText.Of(indicator.Dimension)}\" is not a dimension: the tenant has {(tenant.Settings.Dimensions.Count == 0 ? "none" : string.Join(", ", tenant.Settings.Dimensions.Select(one => one.Id)))}.",
                $"{path}.dimension");
        }

        known.RequireDimensional($"{path}.dimension");
    }

    private static void CheckCondition(AlertCondition? condition, AlertIndicator indicator, string path)
    {
        if (condition is null || condition.Kind == AlertConditionKind.None)
            throw Invalid("REQUIRED", "Say when the indicator is bad: value, percent, status or change.", path);
        RequireFinite(condition.Threshold, $"{path}.threshold");
        RequireFinite(condition.Hysteresis, $"{path}.hysteresis");
        if (condition.Hysteresis < 0)
            throw Invalid("OUT_OF_RANGE", "hysteresis is how far the value must come back: 0 or more.", $"{path}.hysteresis");
        if (condition.Kind == AlertConditionKind.Status)
        {
            CheckStatus(condition, indicator, path);
            return;
        }

        if (condition.Comparison == AlertComparison.None || !Enum.IsDefined(condition.Comparison))
            throw Invalid("REQUIRED", "Say on which side of the threshold it is bad: above, at least, below or at most.", $"{path}.comparison");
        if (condition.To.Count + condition.From.Count > 0)
            throw Invalid("NOT_APPLICABLE", "Statuses are for a condition of kind status.", $"{path}.to_statuses");
        if (condition.Kind == AlertConditionKind.Change)
            RequireSpan(condition.WindowSeconds, MinWindowSeconds, $"{path}.window");
        if (condition.Kind != AlertConditionKind.Percent)
            return;
        if (condition.Base == AlertBase.None || !Enum.IsDefined(condition.Base))
            throw Invalid("REQUIRED", "Say what percent are of: target, baseline or previous period.", $"{path}.base");
        if (condition.Base is AlertBase.Target or AlertBase.Baseline && indicator.Path.Length == 0)
            throw Invalid("NOT_APPLICABLE", "Only an indicator of a scorecard has a target and a baseline: give scorecard and path.", $"{path}.base");
        if (condition.Base == AlertBase.PreviousPeriod && indicator.Scorecard.Length > 0 && indicator.Path.Length == 0)
            throw Invalid("NOT_APPLICABLE", "A scorecard's own performance is not held against the period before: take one of its indicators.", $"{path}.base");
    }

    private static void CheckStatus(AlertCondition condition, AlertIndicator indicator, string path)
    {
        if (indicator.Scorecard.Length == 0)
            throw Invalid("NOT_APPLICABLE", "Only what stands in a scorecard has a status: give scorecard, and path for an indicator of it.", $"{path}.kind");
        if (condition.To.Count == 0)
            throw Invalid("REQUIRED", "Say which statuses are bad.", $"{path}.to_statuses");
        foreach (var (statuses, name) in new[] { (condition.To, "to_statuses"), (condition.From, "from_statuses") })
        {
            if (statuses.Any(status => status == Status.None || !Enum.IsDefined(status)))
                throw Invalid("OUT_OF_RANGE", "A status is grey, red, yellow or green.", $"{path}.{name}");
            RequireCount(statuses.Count, 0, 4, "statuses", $"{path}.{name}");
        }

        if (condition.From.Intersect(condition.To).Any())
            throw Invalid("OUT_OF_RANGE", "A status cannot turn into itself: no status is in from_statuses and in to_statuses.", $"{path}.from_statuses");
    }

    private static void CheckSegment(string segment, TenantDefinition tenant, string path)
    {
        if (segment.Length == 0)
            throw Invalid("REQUIRED", "Name the segment whose customers are to be told of; its filter says which those are.", path);
        if (!tenant.Newest.Settings.Segments.Any(one => string.Equals(one.Id, segment, StringComparison.Ordinal)))
            throw Invalid("UNKNOWN_SEGMENT", $"The tenant has no segment \"{DisplayText.Of(segment)}\": create it first.", path);
    }

    private static void CheckSilence(AlertSilence silence, IReadOnlyCollection<string> kinds, string path)
    {
        RequireText(silence.Source, MaxSourceBytes, $"{path}.source");
        if (silence.Kind.Length > 0 && !kinds.Contains(silence.Kind, StringComparer.Ordinal))
            throw Invalid("UNKNOWN_KIND", $"\"{DisplayText.Of(silence.Kind)}\" is no kind of interaction: use one of {string.Join(", ", kinds)}.", $"{path}.kind");
        RequireSpan(silence.AfterSeconds, 1, $"{path}.after");
    }

    private static void RequireSpan(long seconds, long min, string field)
    {
        if (seconds < min || seconds > MaxSeconds)
            throw Invalid("OUT_OF_RANGE", $"{seconds} s is out of range: {min} s to 366 days.", field);
    }

    private static void RequireDefined(AlertSeverity severity, string field)
    {
        if (!Enum.IsDefined(severity))
            throw Invalid("OUT_OF_RANGE", $"{(int)severity} is no severity.", field);
    }
}
