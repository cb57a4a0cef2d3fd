namespace KpiPlatform.Dashboard.Sessions;

/// <summary>A session as it is kept.</summary>
/// <param name="Etag">Tells it from what it was before and after a change.</param>
/// <param name="Content">Sealed.</param>
public sealed record SessionRecord(string Etag, ReadOnlyMemory<byte> Content);
