using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Spreadsheets.Formulas;

/// <summary>Ordered rules over a performance as a formula of a workbook.</summary>
internal static class StatusFormulas
{
    /// <summary>Rules that hold where none are given.</summary>
    public static readonly IReadOnlyList<StatusRule> Default =
    [
        new() { Comparison = StatusComparison.AtLeast, Threshold = IndicatorGoal.DefaultGreenFrom, Status = Status.Green },
        new() { Comparison = StatusComparison.AtLeast, Threshold = IndicatorGoal.DefaultYellowFrom, Status = Status.Yellow },
    ];

    private const double Slack = 1e-9;

    /// <summary>Whether the rules look at nothing but the performance.</summary>
    /// <param name="rules">The rules.</param>
    public static bool ArePerformanceOnly(IReadOnlyList<StatusRule> rules) =>
        rules.All(rule => rule.Comparison == StatusComparison.None || rule.Input is StatusInput.None or StatusInput.Performance);

    /// <summary>The status of a score.</summary>
    /// <param name="score">Cell with the score.</param>
    /// <param name="rules">The rules, by performance only; the first that matches decides, if none does it is red.</param>
    /// <param name="condition">What must hold as well, else it is grey; null for nothing.</param>
    public static string Of(string score, IReadOnlyList<StatusRule> rules, string? condition = null)
    {
        var nested = new StringBuilder();
        var open = 0;
        var isDecided = false;
        foreach (var rule in rules)
        {
            if (rule.Comparison == StatusComparison.None)
            {
                nested.Append(CultureInfo.InvariantCulture, $"\"{rule.Status}\"");
                isDecided = true;
                break;
            }

            nested.Append(CultureInfo.InvariantCulture, $"IF({Comparison(score, rule)},\"{rule.Status}\",");
            open++;
        }

        if (!isDecided)
            nested.Append(CultureInfo.InvariantCulture, $"\"{Status.Red}\"");
        nested.Append(')', open);
        var test = condition is null ? $"ISNUMBER({score})" : $"AND(ISNUMBER({score}),{condition})";
        return $"IF({test},{nested},\"{Status.Grey}\")";
    }

    // Equal meets; the rounding of doubles must not decide.
    private static string Comparison(string score, StatusRule rule)
    {
        var threshold = rule.Threshold ?? 0;
        var slack = Slack * Math.Max(1, Math.Abs(threshold) / 100);
        var (sign, number) = rule.Comparison switch
        {
            StatusComparison.AtMost => ("<=", threshold + slack),
            StatusComparison.Above => (">", threshold + slack),
            StatusComparison.Below => ("<", threshold - slack),
            _ => (">=", threshold - slack),
        };
        return score + sign + number.ToString("R", CultureInfo.InvariantCulture);
    }
}
