using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks milestones: between baseline date and deadline, one after the other.</summary>
internal static class MilestoneChecks
{
    /// <summary>Most milestones of an indicator.</summary>
    private const int MaxMilestones = 100;

    /// <summary>Checks them.</summary>
    public static void Check(ScorecardIndicatorDefinition goal, int baselineDay, int deadlineDay, string path)
    {
        RequireCount(goal.Milestones.Count, 0, MaxMilestones, "milestones", path);
        if (goal.Milestones.Count > 0 && goal.Direction == Direction.Maintain)
            throw Invalid("NOT_FOR_MAINTAIN", "To maintain there is no way to go, so no milestone on it.", path);
        var before = int.MinValue;
        for (var i = 0; i < goal.Milestones.Count; i++)
        {
            var milestone = goal.Milestones[i];
            var day = LocalDay.Parse(milestone.Date, $"{path}[{i}].date");
            if (day <= baselineDay || day >= deadlineDay)
                throw Invalid("MILESTONE_OUTSIDE", $"The milestone {milestone.Date} does not lie between the baseline date {goal.BaselineDate} and the deadline {goal.Deadline}.", $"{path}[{i}].date");
            if (day == before)
                throw Invalid("DUPLICATE_DATE", $"There are two milestones on {milestone.Date}.", $"{path}[{i}].date");
            if (day < before)
                throw Invalid("MILESTONES_OUT_OF_ORDER", $"The milestone {milestone.Date} stands behind a later one: put them in the order of their dates.", $"{path}[{i}].date");
            before = day;
            RequireFinite(milestone.Progress, $"{path}[{i}].progress");
            RequireFinite(milestone.Value, $"{path}[{i}].value");
            if (milestone.Progress is null == milestone.Value is null)
                throw Invalid("REQUIRED", "A milestone expects either a progress in percent or a value.", $"{path}[{i}].progress");
        }
    }
}
