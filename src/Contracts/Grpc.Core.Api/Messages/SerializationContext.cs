using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Takes the bytes of one outgoing message. Either <see cref="Complete(byte[])"/> is called once,
/// or the bytes are written to <see cref="GetBufferWriter"/> and <see cref="Complete()"/> is called. Valid only during serialization.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>Ends serialization with the whole message.</summary>
    /// <param name="payload">The message; ownership passes to the context.</param>
    /// <exception cref="NotSupportedException">The transport does not take arrays.</exception>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException($"{GetType()} does not take a payload as an array.");

    /// <summary>The writer for the message's bytes.</summary>
    /// <returns>A writer that belongs to the context.</returns>
    /// <exception cref="NotSupportedException">The transport does not offer a writer.</exception>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException($"{GetType()} has no buffer writer.");

    /// <summary>Announces the message's length before the first byte is written, so that the header can precede it. Optional.</summary>
    /// <param name="payloadLength">In bytes, not negative.</param>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends serialization of what was written to <see cref="GetBufferWriter"/>.</summary>
    /// <exception cref="NotSupportedException">The transport does not offer a writer.</exception>
    public virtual void Complete() => throw new NotSupportedException($"{GetType()} has no buffer writer to complete.");
}
