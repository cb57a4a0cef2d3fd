using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>
/// Takes one cause of a rule from one look to the next: bad for long enough is told once, and nothing more until it was good for long
/// enough. Pure.
/// </summary>
public static class AlertMachine
{
    /// <summary>A look that found something.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="standing">Where the cause stood.</param>
    /// <param name="verdict">What was found.</param>
    /// <param name="at">When.</param>
    public static (AlertStanding Standing, AlertTurn Turn) Step(AlertRule rule, AlertStanding standing, AlertVerdict verdict, Instant at)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(standing);
        return verdict switch
        {
            AlertVerdict.Bad => Bad(rule, standing, at),
            AlertVerdict.Good => Good(rule, standing, at),

            // Not bad any more: what was not told yet never is. Not good again either: what was told goes on.
            AlertVerdict.Between when standing.Phase == AlertPhase.Pending => (Quiet(standing, at), AlertTurn.None),
            AlertVerdict.Between when standing.Phase == AlertPhase.Recovering => (standing with { Phase = AlertPhase.Firing, Since = at, DueAt = null }, AlertTurn.None),
            _ => (standing, AlertTurn.None),
        };
    }

    /// <summary>Nothing has changed up to an instant, for sure: what came due by then is told as of when it did.</summary>
    public static (AlertStanding Standing, AlertTurn Turn, Instant At) PassTime(AlertRule rule, AlertStanding standing, Instant until)
    {
        ArgumentNullException.ThrowIfNull(standing);
        if (standing.DueAt is not { } due || due > until)
            return (standing, AlertTurn.None, until);
        var (next, turn) = standing.Phase switch
        {
            AlertPhase.Pending => Bad(rule, standing, due),
            AlertPhase.Recovering => Good(rule, standing, due),
            _ => (standing with { DueAt = null }, AlertTurn.None),
        };
        return (next, turn, due);
    }

    private static (AlertStanding Standing, AlertTurn Turn) Bad(AlertRule rule, AlertStanding standing, Instant at)
    {
        switch (standing.Phase)
        {
            case AlertPhase.Quiet when rule.ForSeconds > 0:
                return (standing with { Phase = AlertPhase.Pending, Since = at, DueAt = at + Duration.FromSeconds(rule.ForSeconds) }, AlertTurn.None);
            case AlertPhase.Pending when at < standing.Since + Duration.FromSeconds(rule.ForSeconds):
                return (standing, AlertTurn.None);
            case AlertPhase.Quiet or AlertPhase.Pending:
                return (standing with { Phase = AlertPhase.Firing, Since = at, DueAt = null }, AlertTurn.Raise);
            case AlertPhase.Recovering:
                return (standing with { Phase = AlertPhase.Firing, Since = at, DueAt = null }, AlertTurn.None);
            default:
                return (standing, AlertTurn.None);
        }
    }

    private static (AlertStanding Standing, AlertTurn Turn) Good(AlertRule rule, AlertStanding standing, Instant at)
    {
        switch (standing.Phase)
        {
            case AlertPhase.Pending:
                return (Quiet(standing, at), AlertTurn.None);
            case AlertPhase.Firing when rule.ClearSeconds > 0:
                return (standing with { Phase = AlertPhase.Recovering, Since = at, DueAt = at + Duration.FromSeconds(rule.ClearSeconds) }, AlertTurn.None);
            case AlertPhase.Recovering when at < standing.Since + Duration.FromSeconds(rule.ClearSeconds):
                return (standing, AlertTurn.None);
            case AlertPhase.Firing or AlertPhase.Recovering:
                return (Quiet(standing, at), standing.IsDismissed ? AlertTurn.None : AlertTurn.Clear);
            default:
                return (standing, AlertTurn.None);
        }
    }

    private static AlertStanding Quiet(AlertStanding standing, Instant at) => standing with { Phase = AlertPhase.Quiet, Since = at, DueAt = null, IsDismissed = false };
}
