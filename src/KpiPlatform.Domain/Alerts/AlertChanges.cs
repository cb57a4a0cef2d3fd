namespace KpiPlatform.Domain.Alerts;

/// <summary>What is to be stored at once.</summary>
/// <param name="Standings">Where causes stand now; blank ones are forgotten.</param>
/// <param name="Actions">New and changed actions.</param>
/// <param name="Comments">New comments, by action.</param>
/// <param name="Events">What is to be told, in its order.</param>
public sealed record AlertChanges(
    IReadOnlyList<AlertStanding> Standings,
    IReadOnlyList<AlertAction> Actions,
    IReadOnlyList<(long Action, AlertComment Comment)> Comments,
    IReadOnlyList<AlertEventDraft> Events)
{
    /// <summary>Nothing.</summary>
    public static AlertChanges None { get; } = new([], [], [], []);
}
