using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>What is to be told.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Action">The action after it.</param>
/// <param name="By">Who did it; empty for nobody.</param>
/// <param name="Comment">What they said; empty for nothing.</param>
/// <param name="OccurredAt">When.</param>
public sealed record AlertEventDraft(AlertEventType Type, AlertAction Action, string By, string Comment, Instant OccurredAt);
