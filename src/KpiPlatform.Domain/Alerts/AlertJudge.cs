using System.Globalization;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Domain.Alerts;

/// <summary>Says whether a reading is bad, and in words why. Pure.</summary>
public static class AlertJudge
{
    private const double Percent = 100;

    /// <summary>The number that is held against the threshold; null if there is none.</summary>
    public static double? Measured(AlertCondition condition, AlertReading reading)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.Value is not { } value)
            return null;
        return condition.Kind switch
        {
            AlertConditionKind.Value => value,
            AlertConditionKind.Percent => Relative(value, reading.Reference),
            AlertConditionKind.Change when condition.IsRelative => Relative(value, reading.Reference),
            AlertConditionKind.Change => value - reading.Reference,
            _ => null,
        };
    }

    /// <summary>Judges a reading of an indicator.</summary>
    /// <param name="condition">When it is bad.</param>
    /// <param name="reading">What was found.</param>
    /// <param name="before">Where the cause stood, with the reading's status taken in.</param>
    public static AlertVerdict Judge(AlertCondition condition, AlertReading reading, AlertStanding before)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(before);
        if (condition.Kind == AlertConditionKind.Status)
            return JudgeStatus(condition, reading.Status, before);
        if (Measured(condition, reading) is not { } measured || !double.IsFinite(measured))
            return AlertVerdict.Unknown;
        if (IsBad(condition.Comparison, measured, condition.Threshold))
            return AlertVerdict.Bad;
        var back = condition.Comparison is AlertComparison.Above or AlertComparison.AtLeast ? condition.Threshold - condition.Hysteresis : condition.Threshold + condition.Hysteresis;
        return condition.Hysteresis > 0 && IsBad(condition.Comparison, measured, back) ? AlertVerdict.Between : AlertVerdict.Good;
    }

    /// <summary>Why it is bad, for people.</summary>
    public static string Describe(AlertRule rule, AlertReading reading)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(reading);
        if (rule.Silence is { } silence)
            return $"Nothing{Of(silence.Kind, " of kind ")} came{Of(silence.Source, " from ")} for {Time(silence.AfterSeconds)}.";
        if (rule.Condition is not { } condition)
            return $"The customer is in the segment {rule.Segment}.";
        var value = Number(reading.Value);
        return condition.Kind switch
        {
            AlertConditionKind.Status => $"The status is {reading.Status.ToString().ToLowerInvariant()}, the value {value}.",
            AlertConditionKind.Percent => $"{value} is {Number(Measured(condition, reading))} % from {BaseName(condition.Base)} {Number(reading.Reference)}: {Side(condition.Comparison)} {Number(condition.Threshold)} %.",
            AlertConditionKind.Change => $"{value} after {Number(reading.Reference)} {Time(condition.WindowSeconds)} ago: a change {Side(condition.Comparison)} {Number(condition.Threshold)}{(condition.IsRelative ? " %" : string.Empty)}.",
            _ => $"{value} is {Side(condition.Comparison)} {Number(condition.Threshold)}.",
        };
    }

    /// <summary>A standing that has seen a status. Grey says nothing unless the rule speaks of it.</summary>
    public static AlertStanding See(AlertCondition? condition, AlertStanding standing, Status status)
    {
        ArgumentNullException.ThrowIfNull(standing);
        if (condition is not { Kind: AlertConditionKind.Status } || !IsSaid(condition, status) || standing.Status == status)
            return standing;
        return standing with { Status = status, PriorStatus = standing.Status };
    }

    private static AlertVerdict JudgeStatus(AlertCondition condition, Status status, AlertStanding standing)
    {
        if (!IsSaid(condition, status))
            return AlertVerdict.Unknown;
        if (!condition.To.Contains(status))
            return AlertVerdict.Good;

        // Where it came from counts when it turns bad, not while it is.
        return standing.Phase != AlertPhase.Quiet || condition.From.Count == 0 || condition.From.Contains(standing.PriorStatus) ? AlertVerdict.Bad : AlertVerdict.Good;
    }

    private static bool IsSaid(AlertCondition condition, Status status) =>
        status is Status.Red or Status.Yellow or Status.Green || (status == Status.Grey && (condition.To.Contains(status) || condition.From.Contains(status)));

    private static bool IsBad(AlertComparison comparison, double measured, double threshold) => comparison switch
    {
        AlertComparison.Above => measured > threshold,
        AlertComparison.AtLeast => measured >= threshold,
        AlertComparison.Below => measured < threshold,
        AlertComparison.AtMost => measured <= threshold,
        _ => false,
    };

    private static double? Relative(double value, double? reference) => reference is { } of && of != 0 ? Percent * (value - of) / Math.Abs(of) : null;

    private static string Of(string name, string before) => name.Length > 0 ? before + name : string.Empty;

    private static string Number(double? value) => value is { } number ? Math.Round(number, 2, MidpointRounding.AwayFromZero).ToString("0.##", CultureInfo.InvariantCulture) : "no value";

    private static string Side(AlertComparison comparison) => comparison switch
    {
        AlertComparison.Above => "above",
        AlertComparison.AtLeast => "at least",
        AlertComparison.Below => "below",
        _ => "at most",
    };

    private static string BaseName(AlertBase of) => of switch
    {
        AlertBase.Target => "the target",
        AlertBase.Baseline => "the baseline",
        _ => "the period before,",
    };

    private static string Time(long seconds) => seconds switch
    {
        >= 172_800 when seconds % 86_400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400} days"),
        >= 7_200 when seconds % 3_600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} hours"),
        >= 120 when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} minutes"),
        1 => "1 second",
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds} seconds"),
    };
}
