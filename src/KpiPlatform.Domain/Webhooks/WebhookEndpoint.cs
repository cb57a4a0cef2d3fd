namespace KpiPlatform.Domain.Webhooks;

/// <summary>Where a tenant's alerts are sent to. Immutable.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>Most webhooks of a tenant.</summary>
    public const int MaxWebhooks = 20;

    /// <summary>Most rules that one names.</summary>
    public const int MaxRules = 100;

    /// <summary>Id, 1 to 64 characters of a-z, 0-9, "-" and "_".</summary>
    public required string Id { get; init; }

    /// <summary>Name for people, at most 200 bytes.</summary>
    public string DisplayName { get; init; } = string.Empty;

    /// <summary>Where to.</summary>
    public string Url { get; init; } = string.Empty;

    /// <summary>What is signed with. Kept as it is, since it takes the secret itself to sign; shown once.</summary>
    public string Secret { get; init; } = string.Empty;

    /// <summary>Nothing is queued for it; what is queued waits.</summary>
    public bool Disabled { get; init; }

    /// <summary>Ids of the rules whose alerts are sent; empty for all.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Hours in which nothing is sent; null for none.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>When it was created, ticks of 100 ns since 1970.</summary>
    public long CreatedAtTicks { get; init; }

    /// <summary>When it was changed last, ticks of 100 ns since 1970.</summary>
    public long UpdatedAtTicks { get; init; }

    /// <summary>Whether alerts of a rule are queued for it.</summary>
    public bool Takes(string rule) => !Disabled && (Rules.Count == 0 || Rules.Contains(rule, StringComparer.Ordinal));
}
