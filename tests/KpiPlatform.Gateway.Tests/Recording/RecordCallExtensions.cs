using KpiPlatform.Protocol.V1;
using RecordCall = Grpc.Core.AsyncDuplexStreamingCall<KpiPlatform.Protocol.V1.RecordInteractionsRequest, KpiPlatform.Protocol.V1.RecordInteractionsResponse>;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>Sending and reading, one message each.</summary>
internal static class RecordCallExtensions
{
    public static async Task<RecordInteractionsResponse> SendAsync(this RecordCall call, RecordInteractionsRequest batch)
    {
        await call.RequestStream.WriteAsync(batch);
        return await call.ReadAsync();
    }

    public static async Task<RecordInteractionsResponse> ReadAsync(this RecordCall call)
    {
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
