using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks initiatives.</summary>
internal static class InitiativeChecks
{
    private const int MaxInitiatives = 200;

    /// <summary>Checks the initiatives of a scorecard.</summary>
    public static void Check(ScorecardDefinition definition, string path)
    {
        RequireCount(definition.Initiatives.Count, 0, MaxInitiatives, "initiatives", path);
        var objectives = StrategyMapChecks.PathsOf(definition);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < definition.Initiatives.Count; i++)
            Check(definition.Initiatives[i], objectives, ids, $"{path}[{i}]");
    }

    private static void Check(InitiativeDefinition initiative, HashSet<string> objectives, HashSet<string> ids, string path)
    {
        RequireId(initiative.Id, $"{path}.id");
        RequireUnique(ids, initiative.Id, $"{path}.id");
        RequireText(initiative.Title, ScorecardLimits.MaxTitleBytes, $"{path}.title");
        RequireText(initiative.Owner, ScorecardLimits.MaxTitleBytes, $"{path}.owner");
        if (initiative.Objective.Length > 0)
            StrategyMapChecks.RequireObjective(objectives, initiative.Objective, $"{path}.objective");
        RequireAmount(initiative.Budget, $"{path}.budget");
        RequireAmount(initiative.Spent, $"{path}.spent");
        RequireFinite(initiative.Progress, $"{path}.progress");
        if (initiative.Progress is < 0 or > 100)
            throw Invalid("OUT_OF_RANGE", $"The progress of an initiative is 0 to 100 percent of its work, not {initiative.Progress}.", $"{path}.progress");
        int? start = initiative.StartDate.Length == 0 ? null : LocalDay.Parse(initiative.StartDate, $"{path}.start_date");
        int? end = initiative.EndDate.Length == 0 ? null : LocalDay.Parse(initiative.EndDate, $"{path}.end_date");
        if (end <= start)
            throw Invalid("END_NOT_AFTER_START", $"The end {initiative.EndDate} is not after the start {initiative.StartDate}.", $"{path}.end_date");
    }

    private static void RequireAmount(double? amount, string field)
    {
        RequireFinite(amount, field);
        if (amount is < 0 or > ScorecardLimits.MaxAmount)
            throw Invalid("OUT_OF_RANGE", $"An amount of an initiative is 0 to {ScorecardLimits.MaxAmount:0}, not {amount}.", field);
    }
}
