namespace KpiPlatform.Domain.Scorecards;

/// <summary>A status by ordered rules, the first that matches.</summary>
public static class StatusDecision
{
    /// <summary>Decides.</summary>
    /// <param name="rules">The rules; if none matches, the status is red.</param>
    /// <param name="inputOf">The number that a rule looks at; null if there is none, then the rule does not match.</param>
    public static (Status Status, string Label) Of(IReadOnlyList<StatusRule> rules, Func<StatusInput, double?> inputOf)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(inputOf);
        foreach (var rule in rules)
        {
            if (rule.Comparison == StatusComparison.None)
                return (rule.Status, rule.Label);
            var input = inputOf(rule.Input == StatusInput.None ? StatusInput.Performance : rule.Input);
            if (input is { } number && rule.Threshold is { } threshold && Matches(rule.Comparison, number, threshold))
                return (rule.Status, rule.Label);
        }

        return (Status.Red, string.Empty);
    }

    private static bool Matches(StatusComparison comparison, double number, double threshold)
    {
        var isAtLeast = IndicatorGoal.Meets(number, threshold);
        var isAtMost = number <= threshold + IndicatorGoal.SlackOf(threshold);
        return comparison switch
        {
            StatusComparison.AtLeast => isAtLeast,
            StatusComparison.AtMost => isAtMost,
            StatusComparison.Above => !isAtMost,
            StatusComparison.Below => !isAtLeast,
            _ => true,
        };
    }
}
