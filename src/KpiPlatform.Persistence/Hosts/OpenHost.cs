using NodaTime;

namespace KpiPlatform.Persistence.Hosts;

/// <summary>A host that has an open writer.</summary>
/// <param name="Name">Its name; null for one that was alone on the database.</param>
/// <param name="OpenedAt">When it opened the oldest writer that is open.</param>
public sealed record OpenHost(string? Name, Instant OpenedAt);
