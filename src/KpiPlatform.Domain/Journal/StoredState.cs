namespace KpiPlatform.Domain.Journal;

/// <summary>A stored document.</summary>
/// <param name="Etag">Changes with every write.</param>
/// <param name="Payload">Its bytes.</param>
public sealed record StoredState(string Etag, ReadOnlyMemory<byte> Payload);
