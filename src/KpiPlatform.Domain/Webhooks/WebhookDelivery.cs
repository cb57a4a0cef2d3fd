using NodaTime;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>An event that is to be sent to a webhook, or could not be.</summary>
/// <param name="Webhook">Id of the webhook.</param>
/// <param name="Position">Position of the event.</param>
/// <param name="Rule">Rule of the event: those of one rule are sent one after the other.</param>
/// <param name="Attempts">Attempts that failed.</param>
/// <param name="DueAt">When it is to be sent; when it was given up, for a dead letter.</param>
/// <param name="Error">What went wrong last; empty before the first attempt.</param>
public sealed record WebhookDelivery(string Webhook, long Position, string Rule, int Attempts, Instant DueAt, string Error)
{
    /// <summary>Most dead letters of a webhook; older ones go first.</summary>
    public const int MaxDead = 10_000;
}
