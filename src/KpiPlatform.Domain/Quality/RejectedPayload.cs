using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Quality;

/// <summary>An interaction that was refused, as it was sent. Personal data: kept for 30 days at most.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">Of its own, ordered by the time of refusal: 32 hexadecimal digits.</param>
/// <param name="RejectedAt">When it was refused.</param>
/// <param name="Source">The system that sent it; empty if it cannot be told.</param>
/// <param name="Reason">Why, UPPER_SNAKE.</param>
/// <param name="Field">Path of the field within the interaction; empty if it is about no field.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Payload">The interaction in the contract's encoding.</param>
public sealed record RejectedPayload(
    TenantNumber Tenant, string Id, Instant RejectedAt, string Source, string Reason, string Field, string Message, ReadOnlyMemory<byte> Payload);
