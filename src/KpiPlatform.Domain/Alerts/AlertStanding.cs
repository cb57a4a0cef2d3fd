using KpiPlatform.Domain.Scorecards;
using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>Where one cause of a rule stands. Immutable.</summary>
/// <param name="Subject">The cause.</param>
public sealed record AlertStanding(string Subject)
{
    /// <summary>Where it stands.</summary>
    public AlertPhase Phase { get; init; }

    /// <summary>Since when it is bad (pending) or good again (recovering); else since when it stands so.</summary>
    public Instant Since { get; init; }

    /// <summary>When it is to be looked at though nothing changes; null if never.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>Somebody resolved the action while it was bad: nothing is told until it was good again.</summary>
    public bool IsDismissed { get; init; }

    /// <summary>The status seen last; None for none.</summary>
    public Status Status { get; init; }

    /// <summary>The other status before that; None for none.</summary>
    public Status PriorStatus { get; init; }

    /// <summary>For a rule as a whole: the last event of its segment that it has seen; null for none yet.</summary>
    public long? Cursor { get; init; }

    /// <summary>For a rule as a whole: why it cannot be looked at; empty if it can.</summary>
    public string Problem { get; init; } = string.Empty;

    /// <summary>The customer, for a segment's rule.</summary>
    public long? Customer { get; init; }

    /// <summary>Whether there is anything worth keeping.</summary>
    public bool IsBlank => Phase == AlertPhase.Quiet && !IsDismissed && Status == Status.None && PriorStatus == Status.None && Cursor is null && Problem.Length == 0;
}
