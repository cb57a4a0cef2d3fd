using System.Buffers;

namespace Grpc.Core;

/// <summary>Lets a contextual serializer produce an array outside any transport.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _writer = new();
    private byte[]? _payload;

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ThrowIfComplete();
        _payload = payload;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        ThrowIfComplete();
        return _writer;
    }

    public override void Complete()
    {
        ThrowIfComplete();
        _payload = _writer.WrittenSpan.ToArray();
    }

    public byte[] GetPayload() => _payload ?? throw new InvalidOperationException("The serializer returned without completing its context.");

    private void ThrowIfComplete()
    {
        if (_payload is not null)
            throw new InvalidOperationException("The serializer has already completed its context.");
    }
}
