using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace KpiPlatform.Attack;

/// <summary>Calls with a key.</summary>
internal static class Keyed
{
    /// <summary>Sends the key with every call.</summary>
    public static CallInvoker Invoker(GrpcChannel channel, string key) => channel.Intercept(metadata =>
    {
        metadata.Add("authorization", "Bearer " + key);
        return metadata;
    });
}
