using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using NodaTime;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks and completes what people enter beside the numbers: overrides and comments.</summary>
public static class PeopleEntryChecks
{
    private static readonly Duration LongestOverride = Duration.FromDays(ScorecardLimits.MaxDays);

    /// <summary>Checks an override and completes it.</summary>
    /// <param name="entered">As sent.</param>
    /// <param name="definition">The scorecard's definition.</param>
    /// <param name="period">Its period.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="id">Its id.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the field.</exception>
    public static ScorecardOverride Complete(ScorecardOverride entered, ScorecardDefinition definition, KpiPeriod period, Instant now, string id)
    {
        ArgumentNullException.ThrowIfNull(entered);
        ArgumentNullException.ThrowIfNull(period);
        const string Root = "override";
        var indicator = RequireIndicator(definition, entered.Indicator, $"{Root}.indicator");
        if (indicator.Source.Length > 0)
            throw Invalid("CASCADED_READ_ONLY", $"The indicator is taken over from {indicator.Source} and cannot be edited here: override it there.", $"{Root}.indicator");
        RequireFinite(entered.Value, $"{Root}.value");
        RequireFinite(entered.Performance, $"{Root}.performance");
        if (entered.Value is null == entered.Performance is null)
            throw Invalid("REQUIRED", "An override replaces either the value or the performance: give one of them.", $"{Root}.value");
        if (entered.Performance is < 0 or > 100)
            throw Invalid("OUT_OF_RANGE", $"A performance is 0 to 100, not {entered.Performance}.", $"{Root}.performance");
        RequireSaid(entered.Author, ScorecardLimits.MaxTitleBytes, "Say who overrides.", $"{Root}.author");
        RequireSaid(entered.Reason, ScorecardLimits.MaxCommentBytes, "Say why it is overridden: those who read the number will ask.", $"{Root}.reason");
        if (entered.ExpiresAt == default)
            throw Invalid("REQUIRED", "Say until when it holds; then it reverts by itself.", $"{Root}.expire_time");
        if (entered.ExpiresAt <= now)
            throw Invalid("OUT_OF_RANGE", "An override expires in the future.", $"{Root}.expire_time");
        if (entered.ExpiresAt > now + LongestOverride)
            throw Invalid("OUT_OF_RANGE", $"An override holds for at most {ScorecardLimits.MaxDays} days.", $"{Root}.expire_time");
        return entered with { Id = id, Period = period.Label, FromDay = period.FromDay, ToDay = period.ToDay, CreatedAt = now, WithdrawnAt = null };
    }

    /// <summary>Checks a comment and completes it.</summary>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the field.</exception>
    public static ScorecardComment Complete(ScorecardComment comment, ScorecardDefinition definition, KpiPeriod period, Instant now, string id)
    {
        ArgumentNullException.ThrowIfNull(comment);
        ArgumentNullException.ThrowIfNull(period);
        const string Root = "comment";
        RequireIndicator(definition, comment.Indicator, $"{Root}.indicator");
        RequireSaid(comment.Author, ScorecardLimits.MaxTitleBytes, "Say who comments.", $"{Root}.author");
        RequireSaid(comment.Text, ScorecardLimits.MaxCommentBytes, "A comment says something.", $"{Root}.text");
        return comment with { Id = id, Period = period.Label, CreatedAt = now };
    }

    /// <summary>Refuses a name of somebody that is too long; empty is none.</summary>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the field.</exception>
    public static void CheckName(string name, string field) => RequireText(name, ScorecardLimits.MaxTitleBytes, field);

    /// <summary>Refuses what is dated in a closed period.</summary>
    /// <param name="closure">The closed period that it lies in, or null.</param>
    /// <param name="what">"An override", for the message.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">PERIOD_CLOSED (FAILED_PRECONDITION), naming the field.</exception>
    public static void RequireOpen(PeriodClosure? closure, string what, string field)
    {
        if (closure is not null)
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition,
                "PERIOD_CLOSED",
                $"{what} lies in {closure.Label}, which was closed at {NodaTime.Text.InstantPattern.General.Format(closure.ClosedAt)}: its values stay as they were then. What arrives later shows beside them.",
                field);
        }
    }

    private static ScorecardIndicatorDefinition RequireIndicator(ScorecardDefinition definition, string text, string field)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var path = IndicatorPath.Parse(text, field);
        foreach (var (known, indicator) in definition.AllIndicators())
        {
            if (known == path)
                return indicator;
        }

        throw Invalid("UNKNOWN_SCORECARD_INDICATOR", $"The scorecard has no indicator \"{DisplayText.Of(text)}\"; write \"perspective/objective/indicator\" with their ids.", field);
    }

    private static void RequireSaid(string text, int maxBytes, string message, string field)
    {
        RequireText(text, maxBytes, field);
        if (string.IsNullOrWhiteSpace(text))
            throw Invalid("REQUIRED", message, field);
    }
}
