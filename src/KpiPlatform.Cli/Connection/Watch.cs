using System.Runtime.CompilerServices;
using Grpc.Core;
using KpiPlatform.Cli.Errors;

namespace KpiPlatform.Cli.Connection;

/// <summary>Reads a stream of updates that is opened again whenever it breaks.</summary>
internal static class Watch
{
    /// <summary>
    /// Yields what the streams yield, one stream after another, until cancelled. Before anything was read, a failure
    /// ends it: then the address or the name is wrong. Later, it tries again for ever, telling <paramref name="interrupted"/>.
    /// </summary>
    /// <param name="session">Whose address and clock are used.</param>
    /// <param name="open">Opens a stream; called again for each attempt, so that it can resume.</param>
    /// <param name="interrupted">Told why the stream broke and when the next attempt is.</param>
    /// <param name="cancellationToken">Ends the sequence with <see cref="OperationCanceledException"/>.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Session session,
        Func<CancellationToken, AsyncServerStreamingCall<T>> open,
        Action<string, TimeSpan> interrupted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        var any = false;
        while (true)
        {
            RpcException? failure = null;
            using (var call = open(cancellationToken))
            {
                while (failure is null)
                {
                    try
                    {
                        if (!await call.ResponseStream.MoveNext(cancellationToken))
                            break;
                    }
                    catch (RpcException error) when (!cancellationToken.IsCancellationRequested && any && RpcErrors.IsTransient(error))
                    {
                        failure = error;
                        break;
                    }

                    any = true;
                    backoff.Reset();
                    yield return call.ResponseStream.Current;
                }
            }

            // A stream that ends without an error is a server that shuts down.
            var reason = failure is null ? "the server ended the stream" : RpcErrors.Explain(failure, session.Address).Message;
            var delay = backoff.Next(failure is null ? null : RpcErrors.RetryDelay(failure));
            interrupted(reason, delay);
            await Task.Delay(delay, session.Environment.Time, cancellationToken);
        }
    }
}
