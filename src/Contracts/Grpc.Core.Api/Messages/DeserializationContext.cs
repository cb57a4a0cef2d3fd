using System.Buffers;

namespace Grpc.Core;

/// <summary>Gives the bytes of one received message. Valid only during deserialization.</summary>
public abstract class DeserializationContext
{
    /// <summary>The length of the message in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message in an array that the caller owns.</summary>
    /// <returns>A new array.</returns>
    /// <exception cref="NotSupportedException">The transport does not offer arrays.</exception>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException($"{GetType()} does not give the payload as an array.");

    /// <summary>The message where the transport holds it.</summary>
    /// <returns>Memory of the transport, to be read before the deserializer returns; by default a copy.</returns>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(PayloadAsNewBuffer());
}
