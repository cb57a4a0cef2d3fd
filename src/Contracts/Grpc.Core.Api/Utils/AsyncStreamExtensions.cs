namespace Grpc.Core.Utils;

/// <summary>Whole-stream operations.</summary>
public static class AsyncStreamExtensions
{
    /// <summary>Awaits <paramref name="asyncAction"/> for each message before reading the next.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="streamReader">The stream, read to its end.</param>
    /// <param name="asyncAction">Called in the order of arrival.</param>
    /// <returns>Completes at the end of the stream.</returns>
    public static async Task ForEachAsync<T>(this IAsyncStreamReader<T> streamReader, Func<T, Task> asyncAction)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        ArgumentNullException.ThrowIfNull(asyncAction);
        while (await streamReader.MoveNext(CancellationToken.None).ConfigureAwait(false))
            await asyncAction(streamReader.Current).ConfigureAwait(false);
    }

    /// <summary>Collects a stream. Unbounded: for streams whose length the caller knows to be small.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="streamReader">The stream, read to its end.</param>
    /// <returns>The messages in the order of arrival.</returns>
    public static async Task<List<T>> ToListAsync<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        var messages = new List<T>();
        while (await streamReader.MoveNext(CancellationToken.None).ConfigureAwait(false))
            messages.Add(streamReader.Current);

        return messages;
    }

    /// <summary>Sends all requests, one after the other.</summary>
    /// <typeparam name="T">The request type.</typeparam>
    /// <param name="streamWriter">The stream.</param>
    /// <param name="elements">The requests.</param>
    /// <param name="complete">Whether to end the stream afterwards.</param>
    /// <returns>Completes when the transport took them all.</returns>
    public static async Task WriteAllAsync<T>(this IClientStreamWriter<T> streamWriter, IEnumerable<T> elements, bool complete = true)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamWriter);
        ArgumentNullException.ThrowIfNull(elements);
        foreach (var element in elements)
            await streamWriter.WriteAsync(element).ConfigureAwait(false);

        if (complete)
            await streamWriter.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Sends all responses, one after the other.</summary>
    /// <typeparam name="T">The response type.</typeparam>
    /// <param name="streamWriter">The stream.</param>
    /// <param name="elements">The responses.</param>
    /// <returns>Completes when the transport took them all.</returns>
    public static async Task WriteAllAsync<T>(this IServerStreamWriter<T> streamWriter, IEnumerable<T> elements)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamWriter);
        ArgumentNullException.ThrowIfNull(elements);
        foreach (var element in elements)
            await streamWriter.WriteAsync(element).ConfigureAwait(false);
    }
}
