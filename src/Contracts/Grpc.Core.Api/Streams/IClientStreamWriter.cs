namespace Grpc.Core;

/// <summary>A client's stream of requests.</summary>
/// <typeparam name="T">The request type.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Tells the server that no request follows. Responses may still arrive.</summary>
    /// <returns>Completes when the transport took the end of the stream.</returns>
    Task CompleteAsync();
}
