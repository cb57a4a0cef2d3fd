using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using KpiPlatform.Gateway;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KpiPlatform.Host.Transport;

/// <summary>
/// Reads a connection no faster than its <see cref="FrameBudget"/> allows: a flood of frames that carry nothing waits in the sender's own TCP, and costs
/// it more than the server. Nobody is cut off, so that a proxy with many callers behind it loses nothing.
/// </summary>
internal static class FloodGuard
{
    /// <summary>Longest pause at a stretch: so soon a stop is noticed, however far beyond its budget the connection is.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Puts it in front of connections of an endpoint that speak HTTP/2. Behind TLS, if there is.</summary>
    public static void UseFloodGuard(this ListenOptions listen, TransportLimits limits, TimeProvider time) =>
        listen.Use(next => connection => RunAsync(listen.Protocols, connection, next, limits, time));

    internal static async Task RunAsync(HttpProtocols protocols, ConnectionContext connection, ConnectionDelegate next, TransportLimits limits, TimeProvider time)
    {
        if (!ConnectionParting.IsHttp2(protocols, connection))
        {
            await next(connection);
            return;
        }

        var transport = connection.Transport;
        connection.Transport = new GuardedPipe(transport, new FrameBudget(limits.ControlFramesPerSecondMax, time), time);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private sealed class GuardedPipe(IDuplexPipe transport, FrameBudget budget, TimeProvider time) : IDuplexPipe
    {
        public PipeReader Input { get; } = new GuardedReader(transport.Input, budget, time);

        public PipeWriter Output { get; } = new CountedWriter(transport.Output, budget);
    }

    internal sealed class GuardedReader(PipeReader reader, FrameBudget budget, TimeProvider time) : PipeReader
    {
        private ReadOnlySequence<byte> _buffer;
        private volatile bool _isCanceled;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (budget.Wait > TimeSpan.Zero)
                return ReadLaterAsync(cancellationToken);
            var read = reader.ReadAsync(cancellationToken);
            if (!read.IsCompletedSuccessfully)
                return KeepAsync(read);
            var result = read.Result;
            _buffer = result.Buffer;
            return new(result);
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
            budget.Take(_buffer.Slice(_buffer.Start, consumed));
            _buffer = default;
            reader.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead()
        {
            _isCanceled = true;
            reader.CancelPendingRead();
        }

        public override void Complete(Exception? exception = null) => reader.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => reader.CompleteAsync(exception);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> KeepAsync(ValueTask<ReadResult> read)
        {
            var result = await read;
            _buffer = result.Buffer;
            return result;
        }

        private async ValueTask<ReadResult> ReadLaterAsync(CancellationToken cancellationToken)
        {
            while (!_isCanceled && budget.Wait is { Ticks: > 0 } pause)
                await Task.Delay(pause < MaxPause ? pause : MaxPause, time, cancellationToken);
            _isCanceled = false;
            var result = await reader.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            return result;
        }
    }

    private sealed class CountedWriter(PipeWriter writer, FrameBudget budget) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => writer.UnflushedBytes;

        public override void Advance(int bytes)
        {
            budget.Grant(bytes);
            writer.Advance(bytes);
        }

        public override void CancelPendingFlush() => writer.CancelPendingFlush();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => writer.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            budget.Grant(source.Length);
            return writer.WriteAsync(source, cancellationToken);
        }

        public override void Complete(Exception? exception = null) => writer.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => writer.CompleteAsync(exception);
    }
}
