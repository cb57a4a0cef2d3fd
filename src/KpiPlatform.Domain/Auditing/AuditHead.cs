namespace KpiPlatform.Domain.Auditing;

/// <summary>Where a log ends.</summary>
/// <param name="Sequence">Of the last entry; 0 if there is none.</param>
/// <param name="Digest">Its digest; 32 zero bytes if there is none.</param>
public sealed record AuditHead(long Sequence, ReadOnlyMemory<byte> Digest);
