using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>What people do with actions. Pure; each answers what is to be stored, or throws.</summary>
public static class AlertDesk
{
    /// <summary>Somebody sees to it. Again by the same: nothing.</summary>
    public static AlertChanges Acknowledge(AlertPicture picture, string by, string comment, Instant at)
    {
        var action = Require(picture);
        if (!action.IsOpen)
            throw Wrong("ACTION_RESOLVED", "The action is resolved: open it again first.");
        return action.State == AlertActionState.Acknowledged && comment.Length == 0 && string.Equals(action.AcknowledgedBy, by, StringComparison.Ordinal)
            ? AlertChanges.None
            : Change(AlertEventType.Acknowledged, action with { State = AlertActionState.Acknowledged, AcknowledgedAt = at, AcknowledgedBy = by }, by, comment, at);
    }

    /// <summary>It is done. While its cause lasts, nothing more is told of that. Again: nothing.</summary>
    public static AlertChanges Resolve(AlertPicture picture, string by, string comment, Instant at)
    {
        var action = Require(picture);
        if (!action.IsOpen)
            return AlertChanges.None;
        var changes = Change(AlertEventType.Resolved, action with { State = AlertActionState.Resolved, ResolvedAt = at, ResolvedBy = by }, by, comment, at);
        return picture.Standings.GetValueOrDefault(action.Subject) is { Phase: AlertPhase.Firing or AlertPhase.Recovering } standing
            ? changes with { Standings = [standing with { IsDismissed = true }] }
            : changes;
    }

    /// <summary>It is not done after all. If it is open: nothing.</summary>
    public static AlertChanges Reopen(AlertPicture picture, string by, string comment, Instant at)
    {
        var action = Require(picture);
        if (action.IsOpen)
            return AlertChanges.None;
        if (picture.Actions.GetValueOrDefault(action.Subject) is { IsOpen: true } other)
            throw Wrong("ANOTHER_OPEN", $"Action {other.Id} is open for the same cause: go on with that one.");
        if (picture.Open >= AlertAction.MaxOpen)
            throw Wrong("TOO_MANY_OPEN", $"{AlertAction.MaxOpen} actions are open: resolve others first.");
        var changes = Change(AlertEventType.Reopened, action with { State = AlertActionState.Open, ResolvedAt = null, ResolvedBy = string.Empty }, by, comment, at);
        return picture.Standings.GetValueOrDefault(action.Subject) is { IsDismissed: true } standing
            ? changes with { Standings = [standing with { IsDismissed = false }] }
            : changes;
    }

    /// <summary>Says something about it.</summary>
    public static AlertChanges Comment(AlertPicture picture, string by, string comment, Instant at) =>
        Change(AlertEventType.Commented, Require(picture), by, comment, at);

    /// <summary>Gives it to somebody, or another date. Without a difference: nothing.</summary>
    /// <param name="picture">What is stored.</param>
    /// <param name="change">Makes the change.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="at">When.</param>
    public static AlertChanges Assign(AlertPicture picture, Func<AlertAction, AlertAction> change, string by, Instant at)
    {
        ArgumentNullException.ThrowIfNull(change);
        var action = Require(picture);
        var changed = change(action);
        return changed == action ? AlertChanges.None : Change(AlertEventType.Changed, changed, by, string.Empty, at);
    }

    private static AlertChanges Change(AlertEventType type, AlertAction action, string by, string comment, Instant at)
    {
        if (comment.Length == 0)
            return new([], [action with { UpdatedAt = at }], [], [new(type, action with { UpdatedAt = at }, by, comment, at)]);
        FieldChecks.RequireText(comment, AlertComment.MaxBytes, "comment");
        if (action.Comments >= AlertComment.Max)
            throw Wrong("TOO_MANY_COMMENTS", $"The action has {AlertComment.Max} comments already.");
        var commented = action with { Comments = action.Comments + 1, UpdatedAt = at };
        return new([], [commented], [(action.Id, new(commented.Comments, by, comment, at))], [new(type, commented, by, comment, at)]);
    }

    private static AlertAction Require(AlertPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.Asked ?? throw new DomainException(ErrorKind.NotFound, "ACTION_NOT_FOUND", "There is no such action. List the actions to see which there are.", "name");
    }

    private static DomainException Wrong(string reason, string message) => new(ErrorKind.FailedPrecondition, reason, message, "name");
}
