namespace KpiPlatform.Domain.Alerts;

/// <summary>An action with whom it is about.</summary>
/// <param name="Action">The action.</param>
/// <param name="CustomerId">External id of the customer; null if it is about none, or once the person is erased.</param>
public sealed record StoredAlertAction(AlertAction Action, string? CustomerId);
