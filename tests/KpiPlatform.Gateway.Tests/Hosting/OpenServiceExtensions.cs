using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Access;
using Microsoft.AspNetCore.Builder;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>Services of tests, which no policy knows.</summary>
internal static class OpenServiceExtensions
{
    /// <summary>Lets anybody call it, as the edge lets anybody call health checks.</summary>
    public static void OpenToAll(this IEndpointConventionBuilder service) => service.Add(endpoint =>
    {
        var handle = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            var access = new MethodAccess { Method = context.Request.Path, IsPublic = true };
            context.Features.Set(new CallerFeature(new Caller { Roles = AccessRoles.None, Principal = "test" }, default, access));
            return handle(context);
        };
    });
}
