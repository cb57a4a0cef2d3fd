using Microsoft.IdentityModel.Tokens;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>A public key of the issuer, and what it may be used with.</summary>
/// <param name="Id">As in the header "kid".</param>
/// <param name="Key">The key.</param>
/// <param name="Algorithms">Algorithms that a token signed with it may name: never those of another kind of key.</param>
internal sealed record JwtKey(string Id, SecurityKey Key, IReadOnlyCollection<string> Algorithms);
