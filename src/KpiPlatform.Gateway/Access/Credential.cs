namespace KpiPlatform.Gateway.Access;

/// <summary>What a call carries to show who makes it, kept while the call runs so that it can be checked again. Never written anywhere.</summary>
/// <param name="Digest">SHA-256 of the text; empty if the call carries nothing.</param>
/// <param name="Token">The text of a JSON Web Token; null for an access key.</param>
internal readonly record struct Credential(byte[] Digest, string? Token);
