using Grpc.Core;
using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Peer;

/// <summary>What a generator would make of a service with one method of bytes against bytes; the server asks for a base class.</summary>
[BindServiceMethod(typeof(PeerServiceBase), nameof(Bind))]
internal abstract class PeerServiceBase
{
    public const string ServiceName = "kpi.bench.Peer";
    private static readonly Method<byte[], byte[]> Description = RawCall.Describe(ServiceName, nameof(Answer));

    public static void Bind(ServiceBinderBase binder, PeerServiceBase? service) =>
        binder.AddMethod(Description, service is null ? null! : new UnaryServerMethod<byte[], byte[]>(service.Answer));

    public abstract Task<byte[]> Answer(byte[] request, ServerCallContext context);
}
