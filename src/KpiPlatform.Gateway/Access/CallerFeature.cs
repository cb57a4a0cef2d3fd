using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Gateway.Access;

/// <summary>What was found out about a call at its edge, for what stands within.</summary>
internal sealed record CallerFeature(Caller Caller, Credential Credential, MethodAccess Access)
{
    /// <summary>What lines of the log about the call are to say of it, once that is known: <see cref="CallerScope.LogScope"/>; null before it was entered.</summary>
    public object? LogScope { get; set; }

    /// <summary>Of a call; null if it did not come over the edge.</summary>
    public static CallerFeature? Of(ServerCallContext context) => context.GetHttpContext().Features.Get<CallerFeature>();

    /// <summary>The network address that a request comes from; empty if unknown.</summary>
    public static string SourceOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
}
