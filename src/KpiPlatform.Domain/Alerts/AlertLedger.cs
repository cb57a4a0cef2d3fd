using System.Globalization;
using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>
/// Works out what becomes of a rule's causes and actions. What is stored is the beginning; one cause has at most one action that is not
/// resolved, whatever is found how often. Not thread-safe.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="picture">What is stored of the causes concerned.</param>
/// <param name="now">Now.</param>
public sealed class AlertLedger(AlertRule rule, AlertPicture picture, Instant now)
{
    // Where there is no room for an action, it is tried again so much later.
    private static readonly Duration RetryDelay = Duration.FromMinutes(1);
    private readonly Dictionary<string, AlertStanding> _standings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AlertAction> _actions = new(StringComparer.Ordinal);
    private readonly List<AlertAction> _changed = [];
    private readonly List<AlertEventDraft> _events = [];
    private long _nextId = picture.NextId;
    private int _opened;

    /// <summary>What came of it.</summary>
    public AlertChanges Changes => new([.. _standings.Values], [.. _changed.GroupBy(action => action.Id).Select(group => group.Last())], [], _events);

    /// <summary>A cause was looked at.</summary>
    public void Look(AlertReading reading, Instant at)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var before = Standing(reading.Subject);
        var seen = AlertJudge.See(rule.Condition, before, reading.Status);
        var verdict = rule.Silence is { } silence
            ? (reading.Value >= silence.AfterSeconds ? AlertVerdict.Bad : AlertVerdict.Good)
            : AlertJudge.Judge(rule.Condition!, reading, seen);
        var (next, turn) = AlertMachine.Step(rule, seen, verdict, at);
        Settle(before, next, turn, reading, at);
        if (verdict != AlertVerdict.Unknown && Action(reading.Subject) is { IsOpen: true } open && (!Nullable.Equals(open.ValueNow, reading.Value) || open.StatusNow != reading.Status))
            Put(open with { ValueNow = reading.Value, StatusNow = reading.Status });
    }

    /// <summary>A customer is in the rule's segment.</summary>
    public void Enter(long customer, Instant at) => Member(customer, AlertVerdict.Bad, at);

    /// <summary>A customer is not in the rule's segment any more.</summary>
    public void Leave(long customer, Instant at) => Member(customer, AlertVerdict.Good, at);

    /// <summary>Nothing has happened to a customer up to an instant.</summary>
    public void PassTime(string subject, Instant until)
    {
        var before = Standing(subject);
        var (next, turn, at) = AlertMachine.PassTime(rule, before, until);
        Settle(before, next, turn, Bare(subject), at);
    }

    /// <summary>There is no such cause any more: it is good.</summary>
    public void Gone(string subject, Instant at)
    {
        var before = Standing(subject);
        var (next, turn) = AlertMachine.Step(rule, before, AlertVerdict.Good, at);
        Settle(before, next, turn, Bare(subject), at);
    }

    /// <summary>How far the rule as a whole has seen its segment's events.</summary>
    public void MoveTo(long cursor) => Set(Standing(string.Empty) with { Cursor = cursor });

    /// <summary>Why the rule cannot be looked at; empty if it can.</summary>
    public void Note(string problem)
    {
        var whole = Standing(string.Empty);
        if (!string.Equals(whole.Problem, problem, StringComparison.Ordinal))
            Set(whole with { Problem = problem });
    }

    /// <summary>Subject of a customer.</summary>
    public static string SubjectOf(long customer) => customer.ToString(CultureInfo.InvariantCulture);

    private static AlertReading Bare(string subject) => new(subject, null, string.Empty, Scorecards.Status.None, null);

    private void Member(long customer, AlertVerdict verdict, Instant at)
    {
        var subject = SubjectOf(customer);

        // Where it was is known without a gap: what came due before is told first.
        PassTime(subject, at);
        var before = Standing(subject);
        var (next, turn) = AlertMachine.Step(rule, before, verdict, at);
        Settle(before, next with { Customer = customer }, turn, Bare(subject), at);
    }

    private void Settle(AlertStanding before, AlertStanding next, AlertTurn turn, AlertReading reading, Instant at)
    {
        switch (turn)
        {
            case AlertTurn.Raise when !Raise(next, reading, at):
                // Still to be told, once others are resolved.
                next = next with { Phase = AlertPhase.Pending, Since = before.Phase == AlertPhase.Pending ? before.Since : at, DueAt = now + RetryDelay };
                break;
            case AlertTurn.Clear:
                Clear(reading, at);
                break;
        }

        if (next != before)
            Set(next);
    }

    private bool Raise(AlertStanding standing, AlertReading reading, Instant at)
    {
        var last = Action(standing.Subject);
        if (last is { IsOpen: true })
        {
            if (last.ClearedAt is not null)
                Tell(AlertEventType.Recurred, Again(last, reading, at), at);
            return true;
        }

        if (picture.Open + _opened >= AlertAction.MaxOpen || picture.OpenOfRule + _opened >= AlertAction.MaxOpenOfRule)
            return false;
        _opened++;
        if (last is { ResolvedAt: { } resolved } && rule.ReopenSeconds > 0 && at <= resolved + Duration.FromSeconds(rule.ReopenSeconds))
        {
            Tell(AlertEventType.Reopened, Again(last, reading, at) with { State = AlertActionState.Open, ResolvedAt = null, ResolvedBy = string.Empty, DueAt = Due(at) ?? last.DueAt }, at);
            return true;
        }

        Tell(
            AlertEventType.Opened,
            new()
            {
                Id = _nextId++,
                Rule = rule.Id,
                Subject = standing.Subject,
                Customer = standing.Customer,
                Title = rule.Title,
                Severity = rule.Severity,
                State = AlertActionState.Open,
                Owner = rule.Owner,
                DueAt = Due(at),
                Scorecard = rule.Indicator?.Scorecard ?? string.Empty,
                Indicator = rule.Indicator is { } indicator ? (indicator.Scorecard.Length > 0 ? indicator.Path : indicator.Indicator) : string.Empty,
                Summary = AlertJudge.Describe(rule, reading),
                Unit = reading.Unit,
                ValueThen = reading.Value,
                ValueNow = reading.Value,
                StatusThen = reading.Status,
                StatusNow = reading.Status,
                OpenedAt = at,
                RaisedAt = at,
            },
            at);
        return true;
    }

    private AlertAction Again(AlertAction last, AlertReading reading, Instant at) => last with
    {
        Title = rule.Title,
        Severity = rule.Severity,
        Summary = AlertJudge.Describe(rule, reading),
        ValueThen = reading.Value,
        ValueNow = reading.Value,
        StatusThen = reading.Status,
        StatusNow = reading.Status,
        RaisedAt = at,
        ClearedAt = null,
        Occurrences = last.Occurrences + 1,
    };

    private void Clear(AlertReading reading, Instant at)
    {
        if (Action(reading.Subject) is not { IsOpen: true } open)
            return;
        var cleared = open with { ClearedAt = at, ValueNow = reading.Value ?? open.ValueNow, StatusNow = reading.Status };
        if (rule.KeepOpen)
            Tell(AlertEventType.Cleared, cleared, at);
        else
            Tell(AlertEventType.Resolved, cleared with { State = AlertActionState.Resolved, ResolvedAt = at, ResolvedBy = string.Empty }, at);
        if (!rule.KeepOpen)
            _opened--;
    }

    private Instant? Due(Instant at) => rule.DueSeconds > 0 ? at + Duration.FromSeconds(rule.DueSeconds) : null;

    private void Tell(AlertEventType type, AlertAction action, Instant at)
    {
        var told = action with { UpdatedAt = at };
        Put(told);
        _events.Add(new(type, told, string.Empty, string.Empty, at));
    }

    private void Put(AlertAction action)
    {
        _actions[action.Subject] = action;
        _changed.Add(action);
    }

    private void Set(AlertStanding standing) => _standings[standing.Subject] = standing;

    private AlertStanding Standing(string subject) => _standings.GetValueOrDefault(subject) ?? picture.Standings.GetValueOrDefault(subject) ?? new(subject);

    private AlertAction? Action(string subject) => _actions.GetValueOrDefault(subject) ?? picture.Actions.GetValueOrDefault(subject);
}
