using System.Net;
using System.Net.Http.Headers;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>A unary call whose caller never finishes sending: it holds up whoever waits for calls to end.</summary>
internal sealed class HalfOpenCall : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HalfOpenCall()
    {
    }

    /// <summary>Starts it; the server is at work on it once this returns.</summary>
    public static async Task<HalfOpenCall> StartAsync(Uri address)
    {
        var call = new HalfOpenCall();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/kpi.v1.InteractionService/RecordInteraction"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new UnfinishedContent(call._sent, call._end.Task),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        _ = call._http.SendAsync(request).ContinueWith(task => task.Exception, TaskScheduler.Default);
        await call._sent.Task;

        // A server reads a connection in order: when this is answered, the call before it has begun.
        var probe = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/nothing"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await call._http.SendAsync(probe);
        return call;
    }

    public void Dispose()
    {
        _http.Dispose();
        _end.TrySetCanceled();
    }

    private sealed class UnfinishedContent(TaskCompletionSource sent, Task end) : HttpContent
    {
        // The first byte of a gRPC message says that it is not compressed.
        private static readonly byte[] FirstByte = [0];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(FirstByte);
            await stream.FlushAsync();
            sent.TrySetResult();
            await end;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
