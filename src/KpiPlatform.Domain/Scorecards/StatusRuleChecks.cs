using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks ordered status rules: each can come to its turn.</summary>
internal static class StatusRuleChecks
{
    private const int MaxRules = 16;
    private const int MaxLabelBytes = 64;

    /// <summary>Checks them.</summary>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="performanceOnly">Whether they are of nodes, which have nothing but a performance.</param>
    /// <param name="path">Field path of the list.</param>
    public static void Check(IReadOnlyList<StatusRule> rules, bool performanceOnly, string path)
    {
        RequireCount(rules.Count, 0, MaxRules, "status rules", path);
        for (var i = 0; i < rules.Count; i++)
        {
            CheckRule(rules[i], performanceOnly, $"{path}[{i}]");
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (Hides(rules[earlier], rules[i]))
                {
                    throw Invalid(
                        "UNREACHABLE_RULE",
                        $"The thresholds are out of order: whatever matches rule {i + 1} matches rule {earlier + 1} before it. Put the stricter one first.",
                        $"{path}[{i}]");
                }
            }
        }
    }

    private static void CheckRule(StatusRule rule, bool performanceOnly, string path)
    {
        if (!Enum.IsDefined(rule.Input))
            throw Invalid("INVALID_STATUS_RULE", $"{(int)rule.Input} is not an input: use performance, progress, value or percent_of_target.", $"{path}.input");
        if (performanceOnly && rule.Input is not (StatusInput.None or StatusInput.Performance))
            throw Invalid("INVALID_STATUS_RULE", "Rules for the whole scorecard look at performance, the only number that every node has. Put this one to the indicator.", $"{path}.input");
        if (!Enum.IsDefined(rule.Comparison))
            throw Invalid("INVALID_STATUS_RULE", $"{(int)rule.Comparison} is not a comparison: use at_least, at_most, above or below, or none to match always.", $"{path}.comparison");
        RequireFinite(rule.Threshold, $"{path}.threshold");
        if (rule.Comparison != StatusComparison.None && rule.Threshold is null)
            throw Invalid("REQUIRED", "A rule that compares needs a threshold.", $"{path}.threshold");
        if (rule.Comparison == StatusComparison.None && rule.Threshold is not null)
            throw Invalid("REQUIRED", "Say how to compare with the threshold: at_least, at_most, above or below.", $"{path}.comparison");
        if (rule.Status == Status.None || !Enum.IsDefined(rule.Status))
            throw Invalid("REQUIRED", "A rule leads to a status: green, yellow, red or grey.", $"{path}.status");
        RequireText(rule.Label, MaxLabelBytes, $"{path}.label");
    }

    /// <summary>Whether an earlier rule matches whatever a later one would.</summary>
    private static bool Hides(StatusRule earlier, StatusRule later)
    {
        if (earlier.Comparison == StatusComparison.None)
            return true;
        if (later.Comparison == StatusComparison.None || InputOf(earlier) != InputOf(later))
            return false;
        return (earlier.Comparison, later.Comparison) switch
        {
            (StatusComparison.AtLeast, StatusComparison.AtLeast or StatusComparison.Above) => later.Threshold >= earlier.Threshold,
            (StatusComparison.Above, StatusComparison.Above) => later.Threshold >= earlier.Threshold,
            (StatusComparison.Above, StatusComparison.AtLeast) => later.Threshold > earlier.Threshold,
            (StatusComparison.AtMost, StatusComparison.AtMost or StatusComparison.Below) => later.Threshold <= earlier.Threshold,
            (StatusComparison.Below, StatusComparison.Below) => later.Threshold <= earlier.Threshold,
            (StatusComparison.Below, StatusComparison.AtMost) => later.Threshold < earlier.Threshold,
            _ => false,
        };
    }

    private static StatusInput InputOf(StatusRule rule) => rule.Input == StatusInput.None ? StatusInput.Performance : rule.Input;
}
