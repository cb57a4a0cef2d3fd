namespace KpiPlatform.Domain.Alerts;

/// <summary>Where a tenant's alerts stand at one moment.</summary>
/// <param name="Position">Position of the last event.</param>
/// <param name="Open">Actions that are not resolved.</param>
public sealed record AlertHead(long Position, long Open);
