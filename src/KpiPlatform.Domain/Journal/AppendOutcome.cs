using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>How an append ended, and where it stands.</summary>
/// <param name="Status">How it ended; all else is set only if it was committed.</param>
/// <param name="First">Position of its first row; the others follow densely.</param>
/// <param name="Commit">Position of the last row of the whole commit, which is also that of its commit delta: the token to hand out.</param>
/// <param name="RecordedAt">When it was committed.</param>
/// <param name="Problem">Why it was not, for logs and messages; null if it was.</param>
public sealed record AppendOutcome(AppendStatus Status, JournalPosition First, JournalPosition Commit, Instant RecordedAt, string? Problem)
{
    /// <summary>An append that was not committed.</summary>
    public static AppendOutcome NotCommitted(AppendStatus status, string problem) => new(status, default, default, default, problem);
}
