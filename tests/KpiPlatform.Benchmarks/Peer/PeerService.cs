using System.Buffers.Binary;
using System.Collections.Concurrent;
using Grpc.Core;

namespace KpiPlatform.Benchmarks.Peer;

/// <summary>Answers with as many bytes as the request's four bytes say, always the same ones.</summary>
internal sealed class PeerService : PeerServiceBase
{
    private static readonly ConcurrentDictionary<int, byte[]> Answers = new();

    public static byte[] Request(int length)
    {
        var request = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(request, length);
        return request;
    }

    public override Task<byte[]> Answer(byte[] request, ServerCallContext context) =>
        Task.FromResult(Answers.GetOrAdd(BinaryPrimitives.ReadInt32LittleEndian(request), static length => new byte[length]));
}
