using Grpc.Core;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>Asks the platform whether it takes a key, and whose it is. Thread-safe.</summary>
public sealed class SignInCheck(IPlatformChannel channel, TimeProvider time, DashboardOptions options)
{
    private const string TenantPrefix = "tenants/";

    /// <summary>Tries a key.</summary>
    /// <param name="key">Access key; null to try whether the server is open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who it is, or why not.</returns>
    public async Task<(SignedInCaller? Caller, Failure? Failure)> TryAsync(string? key, CancellationToken cancellationToken)
    {
        var clients = new PlatformClients(channel, key, time, options.CallTimeout);
        try
        {
            var caller = await clients.Access.WhoAmIAsync(new WhoAmIRequest(), clients.Call(cancellationToken));
            var tenant = caller.Tenant.StartsWith(TenantPrefix, StringComparison.Ordinal) ? caller.Tenant[TenantPrefix.Length..] : null;
            return (new SignedInCaller(tenant, caller.Principal, caller.Roles.Contains(Role.PlatformAdmin)), null);
        }
        catch (RpcException exception)
        {
            return (null, Failure.Of(exception));
        }
    }
}
