namespace Grpc.Contracts.Tests.Calls;

/// <summary>Remembers the <c>grpc-encoding</c> of the requests that leave the client.</summary>
internal sealed class RequestEncodingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public List<string> Encodings { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues("grpc-encoding", out var values))
            Encodings.AddRange(values);

        return base.SendAsync(request, cancellationToken);
    }
}
