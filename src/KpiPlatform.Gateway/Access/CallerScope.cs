namespace KpiPlatform.Gateway.Access;

/// <summary>
/// Whose call the running code serves. It flows with the call, so that what addresses a grain or looks up a tenant far below the service can
/// check the tenant again: see <see cref="RequireOpen"/>.
/// </summary>
public static class CallerScope
{
    private static readonly AsyncLocal<Caller?> Flowing = new();

    /// <summary>The caller; null outside of a call.</summary>
    public static Caller? Current => Flowing.Value;

    /// <summary>Makes a caller the current one for the rest of the running asynchronous method and what it calls.</summary>
    /// <param name="caller">Who calls; null for nobody.</param>
    public static void Enter(Caller? caller) => Flowing.Value = caller;

    /// <summary>Fails unless the current caller opens a tenant. Work of the server itself, outside of any call, is not a caller's and passes.</summary>
    /// <param name="tenant">Id of the tenant about to be touched.</param>
    /// <exception cref="Domain.DomainException">PERMISSION_DENIED, the same words whether the tenant exists or not.</exception>
    public static void RequireOpen(ReadOnlySpan<char> tenant)
    {
        if (Flowing.Value is { IsPlatform: false } caller && !(caller.Tenant is { } own && tenant.SequenceEqual(own.Value)))
            throw AccessErrors.TenantDenied();
    }
}
