using Google.Protobuf.Reflection;
using Grpc.Core;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>A stream that is open, has been heard of, and of which the end is awaited.</summary>
/// <param name="Method">Its full name, "kpi.v1.CustomerService.WatchCustomer".</param>
/// <param name="Ended">How it ended; fails if it ended without an error.</param>
internal sealed record OpenStream(string Method, Task<RpcException> Ended)
{
    /// <summary>Waits for the first message, and reads on in the background.</summary>
    public static async Task<OpenStream> FollowAsync<T>(MethodDescriptor method, IAsyncStreamReader<T> messages)
    {
        (await messages.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue(method.FullName);
        return new(method.FullName, EndAsync(method.FullName, messages));
    }

    private static async Task<RpcException> EndAsync<T>(string method, IAsyncStreamReader<T> messages)
    {
        try
        {
            while (await messages.MoveNext(CancellationToken.None))
            {
                // The end is the point.
            }
        }
        catch (RpcException exception)
        {
            return exception;
        }

        throw new InvalidOperationException($"{method} ended as if all had been said.");
    }
}
