namespace Grpc.Core;

/// <summary>A call that did not end with <see cref="StatusCode.OK"/>. Thrown by clients; a server method throws it to choose the status it answers.</summary>
public class RpcException : Exception
{
    /// <summary>A failure whose message is the text of <paramref name="status"/>.</summary>
    /// <param name="status">The outcome; its <see cref="Grpc.Core.Status.DebugException"/> becomes the inner exception.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>A failure with a message of its own.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="message">The exception's message; it stays local.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>A failure with trailers, for instance <c>grpc-status-details-bin</c>.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="trailers">Sent after the response by a server; received by a client.</param>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>A failure with trailers and a message of its own.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="trailers">Sent after the response by a server; received by a client.</param>
    /// <param name="message">The exception's message; it stays local.</param>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>The outcome.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailers of the call; empty when there are none.</summary>
    public Metadata Trailers { get; }
}
