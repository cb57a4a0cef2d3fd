namespace Grpc.Core;

/// <summary>A server's stream of responses; it ends when the method returns.</summary>
/// <typeparam name="T">The response type.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
