using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>What is known of one ticket.</summary>
/// <param name="Ticket">Id.</param>
/// <param name="Category">Category; empty if unknown.</param>
/// <param name="OpenedAt">Opening; null if the opening is not known.</param>
/// <param name="FirstResolvedAt">First resolution.</param>
/// <param name="LastResolvedAt">Last resolution; where the opening is known, the last one since.</param>
/// <param name="IsOpen">Opened or reopened, and not resolved since.</param>
/// <param name="Failed">The first resolution did not hold for seven days.</param>
internal sealed record TicketState(
    string Ticket,
    string Category,
    Instant? OpenedAt,
    Instant? FirstResolvedAt,
    Instant? LastResolvedAt,
    bool IsOpen,
    bool Failed);
