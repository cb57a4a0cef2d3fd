namespace KpiPlatform.Domain.Auditing;

/// <summary>An entry in its place in a log.</summary>
/// <param name="Sequence">From 1, dense.</param>
/// <param name="Entry">What happened.</param>
/// <param name="Digest"><see cref="AuditChain.Digest"/> over it and the digest before.</param>
public sealed record AuditEvent(long Sequence, AuditEntry Entry, ReadOnlyMemory<byte> Digest);
