namespace KpiPlatform.Domain.Alerts;

/// <summary>What came of a decision.</summary>
/// <param name="Picture">What was stored before.</param>
/// <param name="Changes">What was stored then.</param>
public sealed record AlertOutcome(AlertPicture Picture, AlertChanges Changes);
