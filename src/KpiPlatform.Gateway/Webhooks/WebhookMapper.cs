using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>Webhooks between the contract and the domain.</summary>
internal static class WebhookMapper
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable = ["display_name", "url", "disabled", "rules", "quiet_hours"];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "etag", "create_time", "update_time", "queued_count", "dead_letter_count"];

    /// <summary>A webhook, without its secret.</summary>
    public static Proto.Webhook ToProto(TenantId tenant, WebhookEndpoint webhook, WebhookCounts? counts) => new()
    {
        Name = ResourceNames.Webhook(tenant, webhook.Id),
        DisplayName = webhook.DisplayName,
        Url = webhook.Url,
        Disabled = webhook.Disabled,
        Rules = { webhook.Rules },
        QuietHours = webhook.QuietHours is { } hours ? new() { Start = QuietHours.Write(hours.From), End = QuietHours.Write(hours.To) } : null,
        Etag = Etag(webhook),
        CreateTime = Times.OfTicks(webhook.CreatedAtTicks),
        UpdateTime = Times.OfTicks(webhook.UpdatedAtTicks),
        QueuedCount = counts?.Queued ?? 0,
        DeadLetterCount = counts?.Dead ?? 0,
    };

    /// <summary>A webhook with what one as sent changes in it.</summary>
    public static WebhookEndpoint Apply(Proto.Webhook sent, UpdateMask mask, WebhookEndpoint webhook) => webhook with
    {
        DisplayName = mask.Has("display_name") ? sent.DisplayName : webhook.DisplayName,
        Url = mask.Has("url") ? sent.Url : webhook.Url,
        Disabled = mask.Has("disabled") ? sent.Disabled : webhook.Disabled,
        Rules = mask.Has("rules") ? [.. sent.Rules.Distinct(StringComparer.Ordinal)] : webhook.Rules,
        QuietHours = !mask.Has("quiet_hours") ? webhook.QuietHours : sent.QuietHours is { } hours ? QuietHours.Parse(hours.Start, hours.End, "webhook.quiet_hours") : null,
    };

    /// <summary>Refuses an etag that is not that of the webhook; an empty one passes.</summary>
    public static void RequireEtag(WebhookEndpoint webhook, string etag, string field) => DefinitionEtag.Require(Stripped(webhook), etag, field);

    private static string Etag(WebhookEndpoint webhook) => DefinitionEtag.Of(Stripped(webhook));

    private static WebhookEndpoint Stripped(WebhookEndpoint webhook) => webhook with { Secret = string.Empty };
}
