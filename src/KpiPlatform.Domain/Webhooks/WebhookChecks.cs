using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>Checks webhooks. Fields are named as in the contract.</summary>
public static class WebhookChecks
{
    private const int MaxNameBytes = 200;
    private const int MaxUrlBytes = 2_000;

    /// <summary>Checks one; where a host name leads is checked when it is connected to.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="allowPrivate">Whether plain HTTP and addresses of private networks are allowed.</param>
    /// <param name="path">Path of the webhook in the request.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static void Check(WebhookEndpoint webhook, bool allowPrivate, string path)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        RequireId(webhook.Id, $"{path}_id");
        RequireText(webhook.DisplayName, MaxNameBytes, $"{path}.display_name");
        CheckUrl(webhook.Url, allowPrivate, $"{path}.url");
        RequireCount(webhook.Rules.Count, 0, WebhookEndpoint.MaxRules, "rules", $"{path}.rules");
        for (var i = 0; i < webhook.Rules.Count; i++)
            RequireId(webhook.Rules[i], $"{path}.rules[{i}]");
    }

    private static void CheckUrl(string url, bool allowPrivate, string field)
    {
        RequireText(url, MaxUrlBytes, field);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw Invalid("INVALID_URL", $"\"{Identity.DisplayText.Of(url)}\" is no URL: write https://host/path.", field);
        var isSecure = string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        if (!isSecure && !(allowPrivate && string.Equals(uri.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal)))
            throw Invalid("INVALID_URL", "The URL must begin with https://: alerts are not sent in the open.", field);
        if (uri.UserInfo.Length > 0)
            throw Invalid("INVALID_URL", "The URL has a user or password in it: the signature says who sends.", field);
        if (uri.Fragment.Length > 0)
            throw Invalid("INVALID_URL", "The URL has a part behind \"#\", which is never sent: leave it out.", field);
        if (allowPrivate)
            return;

        // The system's resolver reads other spellings of addresses, such as 2130706433, as well: what it finds is checked again when it is connected to.
        var isOwn = string.Equals(uri.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase) || uri.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        if (isOwn || (System.Net.IPAddress.TryParse(uri.DnsSafeHost, out var address) && !PublicAddresses.Contain(address)))
            throw Invalid("ADDRESS_DENIED", "The URL leads to this machine or into a private network, where alerts are not sent.", field);
    }
}
