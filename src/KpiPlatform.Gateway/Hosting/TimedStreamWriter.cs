using Grpc.Core;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>
/// A stream to a caller who is to read: one who takes nothing for too long is cut off, and what was kept for it goes. Costs nothing while the caller
/// keeps up.
/// </summary>
internal sealed class TimedStreamWriter<T>(IServerStreamWriter<T> writer, ServerCallContext context, TimeSpan patience, TimeProvider time) : IServerStreamWriter<T>
{
    /// <inheritdoc/>
    public WriteOptions? WriteOptions
    {
        get => writer.WriteOptions;
        set => writer.WriteOptions = value;
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message) => Within(writer.WriteAsync(message));

    /// <inheritdoc/>
    public Task WriteAsync(T message, CancellationToken cancellationToken) => Within(writer.WriteAsync(message, cancellationToken));

    private Task Within(Task writing) => writing.IsCompleted ? writing : WaitAsync(writing);

    private async Task WaitAsync(Task writing)
    {
        try
        {
            await writing.WaitAsync(patience, time);
        }
        catch (TimeoutException) when (!writing.IsCompleted)
        {
            context.GetHttpContext().Abort();
            throw RpcErrors.Create(StatusCode.Aborted, Reasons.NotRead, $"Nothing of this stream was read for {patience}; it was cut off. Read on, or ask again.");
        }
    }
}
