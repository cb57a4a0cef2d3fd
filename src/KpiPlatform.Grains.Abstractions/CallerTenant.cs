namespace KpiPlatform.Grains.Abstractions;

/// <summary>
/// The tenant on whose behalf grains are called: the edge sets it from the credential, it goes along with calls, also to other hosts, and is held
/// against the key of the grain that is reached before the grain sees the call. Calls of the server itself and of platform admins have none.
/// </summary>
public static class CallerTenant
{
    private const string Key = "kpi.caller-tenant";

    /// <summary>Has calls of the running asynchronous method made on behalf of a tenant.</summary>
    /// <param name="tenant">Its id; null: of nobody's.</param>
    public static void Enter(string? tenant)
    {
        if (tenant is null)
            RequestContext.Remove(Key);
        else
            RequestContext.Set(Key, tenant);
    }

    /// <summary>Takes the tenant of the call that has arrived, so that what the grain goes on to do is the server's own; null if there is none.</summary>
    public static string? Take()
    {
        if (RequestContext.Get(Key) is not string tenant)
            return null;
        RequestContext.Remove(Key);
        return tenant;
    }
}
