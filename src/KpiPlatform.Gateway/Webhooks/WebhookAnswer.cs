namespace KpiPlatform.Gateway.Webhooks;

/// <summary>How an attempt ended.</summary>
/// <param name="Error">What went wrong, for the webhook's owner; empty if it has arrived.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again; null if it did not say.</param>
internal sealed record WebhookAnswer(string Error, TimeSpan? RetryAfter)
{
    /// <summary>It has arrived.</summary>
    public static WebhookAnswer Arrived { get; } = new(string.Empty, null);

    public bool HasArrived => Error.Length == 0;
}
