using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>What happened to an action, as stored.</summary>
/// <param name="Position">Number of the event among those of the tenant: from 1, in the order of commits, never reused.</param>
/// <param name="What">What happened.</param>
/// <param name="CustomerId">External id of the customer; null if it is about none, or once the person is erased.</param>
/// <param name="RecordedAt">When it was stored.</param>
public sealed record AlertEvent(long Position, AlertEventDraft What, string? CustomerId, Instant RecordedAt);
