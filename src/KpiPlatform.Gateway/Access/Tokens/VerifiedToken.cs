using NodaTime;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>What a token says, after it was found to be the issuer's.</summary>
/// <param name="Caller">Who calls, but for the address that it calls from.</param>
/// <param name="EndsAt">When it is refused: its end, and what the issuer's clock may be off.</param>
/// <param name="KeySet">Number of the key set that it was checked with.</param>
internal sealed record VerifiedToken(Caller Caller, Instant EndsAt, int KeySet);
