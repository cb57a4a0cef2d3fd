using NodaTime;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Whether a tenant takes calls. The default does.</summary>
public sealed record TenantStanding
{
    /// <summary>Longest reason of a suspension, in UTF-8 bytes.</summary>
    public const int MaxReasonBytes = 500;

    /// <summary>Shortest time from the call to delete a tenant to its deletion: every process knows by then, and what was under way is over.</summary>
    public static readonly Duration MinGrace = Duration.FromMinutes(1);

    /// <summary>Time from the call to delete a tenant to its deletion if none is given.</summary>
    public static readonly Duration DefaultGrace = Duration.FromDays(7);

    /// <summary>Longest time from the call to delete a tenant to its deletion.</summary>
    public static readonly Duration MaxGrace = Duration.FromDays(90);

    /// <summary>Takes calls.</summary>
    public static TenantStanding Active { get; } = new();

    /// <summary>Whether calls are refused until somebody resumes the tenant.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Why, for its users; may be empty.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>When everything of the tenant is deleted; null if it is not to be. Calls are refused from the call to delete it on.</summary>
    public Instant? DeleteAt { get; init; }

    /// <summary>Whether calls are taken.</summary>
    public bool IsActive => !IsSuspended && DeleteAt is null;

    /// <summary>Why calls are refused, for the tenant's users; null if they are not.</summary>
    public string? Refusal => (DeleteAt, IsSuspended, Reason) switch
    {
        (not null, _, _) => "The tenant is going to be deleted. Ask the platform's admins if that is a mistake.",
        (_, true, "") => "The tenant is suspended. Ask the platform's admins.",
        (_, true, _) => $"The tenant is suspended: {Reason}",
        _ => null,
    };
}
