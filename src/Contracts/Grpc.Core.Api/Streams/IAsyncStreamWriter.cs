namespace Grpc.Core;

/// <summary>The sending side of a stream of messages. One write at a time: await a write before the next.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the writes that follow; null for the defaults.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message; not to be changed before the task ends.</param>
    /// <returns>Completes when the transport took the message, which is how backpressure reaches the sender.</returns>
    Task WriteAsync(T message);

    /// <summary>Sends a message unless cancelled.</summary>
    /// <param name="message">The message; not to be changed before the task ends.</param>
    /// <param name="cancellationToken">Cancels the call, because a message cannot be sent by half.</param>
    /// <returns>Completes when the transport took the message.</returns>
    /// <exception cref="NotSupportedException">The implementation cannot cancel writes and the token can be cancelled.</exception>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException($"{GetType()} cannot cancel writes.")
        : WriteAsync(message);
}
