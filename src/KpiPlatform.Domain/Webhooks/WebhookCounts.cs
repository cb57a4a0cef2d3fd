namespace KpiPlatform.Domain.Webhooks;

/// <summary>How a webhook stands.</summary>
/// <param name="Queued">Events that are to be sent.</param>
/// <param name="Dead">Events that could not be.</param>
public sealed record WebhookCounts(long Queued, long Dead);
