namespace Grpc.Core;

/// <summary>The receiving side of a stream of messages. One read at a time.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> received.</summary>
    /// <exception cref="InvalidOperationException">There is none: nothing was read yet, or the stream has ended.</exception>
    T Current { get; }

    /// <summary>Receives the next message.</summary>
    /// <param name="cancellationToken">Cancels the whole call, not this read alone.</param>
    /// <returns>True when there is a message in <see cref="Current"/>, false at the end of the stream.</returns>
    /// <exception cref="RpcException">On a client: the call failed.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
