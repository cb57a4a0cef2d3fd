namespace KpiPlatform.Gateway.Webhooks;

/// <summary>A webhook leads where alerts are not sent.</summary>
internal sealed class WebhookDeniedException() : IOException("the address is not on the open internet");
