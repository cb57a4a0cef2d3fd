using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>A unary call of bytes against bytes: what the client pays is the same whoever answers. Thread-safe.</summary>
internal sealed class RawCall
{
    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);
    private readonly CallInvoker _invoker;
    private readonly Method<byte[], byte[]> _method;

    public RawCall(GrpcChannel channel, string service, string method)
    {
        _invoker = channel.CreateCallInvoker();
        _method = Describe(service, method);
    }

    public static Method<byte[], byte[]> Describe(string service, string method) => new(MethodType.Unary, service, method, Bytes, Bytes);

    public async Task<byte[]> SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        using var call = _invoker.AsyncUnaryCall(_method, null, new CallOptions(cancellationToken: cancellationToken), request);
        return await call.ResponseAsync;
    }

    public Task<byte[]> SendAsync(IMessage request, CancellationToken cancellationToken) => SendAsync(request.ToByteArray(), cancellationToken);
}
