using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// Whose call the running code serves. It flows with the call, so that what addresses a grain or looks up a tenant far below the service can
/// check the tenant again (<see cref="RequireOpen"/>), and what makes a token binds it to the tenant that the call names.
/// </summary>
public static class CallerScope
{
    private static readonly AsyncLocal<Scope?> Flowing = new();

    /// <summary>The caller; null outside of a call.</summary>
    public static Caller? Current => Flowing.Value?.Caller;

    /// <summary>Makes a caller the current one for the rest of the running asynchronous method and what it calls.</summary>
    /// <param name="caller">Who calls; null for nobody.</param>
    public static void Enter(Caller? caller) => Flowing.Value = caller is null ? null : new(caller, null);

    /// <summary>Fails unless the current caller opens a tenant. Work of the server itself, outside of any call, is not a caller's and passes.</summary>
    /// <param name="tenant">Id of the tenant about to be touched.</param>
    /// <exception cref="Domain.DomainException">PERMISSION_DENIED, the same words whether the tenant exists or not.</exception>
    public static void RequireOpen(ReadOnlySpan<char> tenant)
    {
        if (Current is { IsPlatform: false } caller && !(caller.Tenant is { } own && tenant.SequenceEqual(own.Value)))
            throw AccessErrors.TenantDenied();
    }

    /// <summary>As <see cref="Enter(Caller?)"/>, with what tokens are sealed by.</summary>
    internal static void Enter(Caller? caller, TokenSeal seal) => Flowing.Value = new(caller, seal);

    /// <summary>Notes the tenant that the call names. Of a stream the first message names it, after the call was entered: so it is kept beside what flows.</summary>
    internal static void Name(string tenant)
    {
        if (Flowing.Value is { } scope)
            scope.Tenant = tenant;
    }

    /// <summary>What the tokens of the running call are sealed by, and for which tenant; the empty text for the platform.</summary>
    /// <exception cref="InvalidOperationException">There is no call.</exception>
    internal static (TokenSeal Seal, string Tenant) Sealing() => Flowing.Value is { Seal: { } seal } scope
        ? (seal, scope.Tenant)
        : throw new InvalidOperationException("Tokens are made and read in calls only.");

    private sealed class Scope(Caller? caller, TokenSeal? seal)
    {
        public Caller? Caller { get; } = caller;

        public TokenSeal? Seal { get; } = seal;

        public string Tenant { get; set; } = string.Empty;
    }
}
