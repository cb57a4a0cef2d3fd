namespace KpiPlatform.Domain.Alerts;

/// <summary>What is stored of what a decision is about.</summary>
/// <param name="Rule">The rule; null if it is gone.</param>
/// <param name="Standings">Where its causes stand, by subject; who is missing is quiet.</param>
/// <param name="Actions">Of each cause the action that is not resolved, else the latest one.</param>
/// <param name="NextId">Id of the next action.</param>
/// <param name="Open">Actions of the tenant that are not resolved.</param>
/// <param name="OpenOfRule">Those of the rule.</param>
public sealed record AlertPicture(
    AlertRule? Rule,
    IReadOnlyDictionary<string, AlertStanding> Standings,
    IReadOnlyDictionary<string, AlertAction> Actions,
    long NextId,
    int Open,
    int OpenOfRule)
{
    /// <summary>The action that was asked for; null if there is none, or if a rule was.</summary>
    public AlertAction? Asked { get; init; }
}
