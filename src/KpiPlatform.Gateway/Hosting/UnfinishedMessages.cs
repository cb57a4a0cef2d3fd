using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using KpiPlatform.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>
/// Bounds messages that have begun and don't end: in bytes, those of all callers together, and in time, each by itself. The framework keeps what has
/// come of a message until it is whole, and asks for more of it whatever is kept already. Thread-safe.
/// </summary>
internal sealed class UnfinishedMessages(GatewayOptions options, TimeProvider time)
{
    private long _bytes;

    /// <summary>Bytes kept at present.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Puts it around the body of a request; dispose when the request has ended.</summary>
    public IDisposable Watch(HttpContext context)
    {
        var body = new Body(this, context.Request.BodyReader);
        context.Features.Set<IRequestBodyPipeFeature>(body);
        return body;
    }

    /// <summary>
    /// A caller that resets its call, which is its right. Whatever else the framework is told it writes down as an error of the server, with the stack:
    /// thousands of calls that are reset would be thousands of those.
    /// </summary>
    private static RpcException Gone() => RpcErrors.Create(StatusCode.Cancelled, Reasons.Cancelled, "The call was cancelled.");

    private RpcException TooMuch() => RpcErrors.Create(
        StatusCode.ResourceExhausted,
        Reasons.Overloaded,
        $"Messages that have begun and not ended take {options.MaxUnfinishedBytes} bytes, as much as this server keeps. Send smaller messages, or again later.",
        field: null,
        options.RetryDelay);

    private RpcException TooSlow() => RpcErrors.Create(
        StatusCode.DeadlineExceeded, Reasons.MessageTooSlow, $"A message did not end within {options.MessageTimeout} from its first byte. Send smaller messages.");

    private sealed class Body(UnfinishedMessages all, PipeReader reader) : PipeReader, IRequestBodyPipeFeature, IDisposable
    {
        private ReadOnlySequence<byte> _buffer;
        private long _kept;
        private long _since;
        private bool _isOver;

        PipeReader IRequestBodyPipeFeature.Reader => this;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (_kept > 0)
            {
                if (Interlocked.Read(ref all._bytes) > all.Limit)
                    return ValueTask.FromException<ReadResult>(all.TooMuch());
                return ReadRestAsync(cancellationToken);
            }

            try
            {
                var read = reader.ReadAsync(cancellationToken);
                if (!read.IsCompletedSuccessfully)
                    return KeepAsync(read);
                var result = read.Result;
                _buffer = result.Buffer;
                return new(result);
            }
            catch (IOException)
            {
                return ValueTask.FromException<ReadResult>(Gone());
            }
        }

        public override bool TryRead(out ReadResult result)
        {
            var isRead = reader.TryRead(out result);
            if (isRead)
                _buffer = result.Buffer;
            return isRead;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            // What was not looked at yet is bounded by the windows of the connection; it may be whole messages.
            var kept = _buffer.Slice(consumed, examined).Length;
            if (kept > 0 && _kept == 0)
                _since = all.Now();
            Keep(kept);
            _buffer = default;
            reader.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => reader.CompleteAsync(exception);

        public void Dispose()
        {
            _isOver = true;
            Keep(0);
        }

        private void Keep(long kept)
        {
            if (_isOver)
                kept = 0;
            if (kept != _kept)
                Interlocked.Add(ref all._bytes, kept - _kept);
            _kept = kept;
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> KeepAsync(ValueTask<ReadResult> read)
        {
            try
            {
                var result = await read;
                _buffer = result.Buffer;
                return result;
            }
            catch (IOException)
            {
                throw Gone();
            }
        }

        private async ValueTask<ReadResult> ReadRestAsync(CancellationToken cancellationToken)
        {
            var left = all.Left(_since);
            if (left <= TimeSpan.Zero)
                throw all.TooSlow();
            using var patience = new CancellationTokenSource(left, all.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                var result = await reader.ReadAsync(either.Token);
                _buffer = result.Buffer;
                return result;
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw all.TooSlow();
            }
            catch (IOException)
            {
                throw Gone();
            }
        }
    }

    private long Limit => options.MaxUnfinishedBytes;

    private TimeProvider Time => time;

    private long Now() => time.GetTimestamp();

    private TimeSpan Left(long since) => options.MessageTimeout - time.GetElapsedTime(since);
}
