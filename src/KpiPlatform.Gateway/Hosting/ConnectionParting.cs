using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Gateway;

/// <summary>
/// How a server that stops parts from its callers: having said all, it leaves the connection to the caller to close.
/// </summary>
/// <remarks>
/// The last stream of a server that stops takes its connection with it. A caller that may still send on that stream, and is told of the end of
/// both at once, takes the second for the cause of all: acknowledgements and status that it had received and not read yet are lost to it, and it
/// sees INTERNAL where UNAVAILABLE was sent (SocketsHttpHandler of .NET does so). A caller closes a connection on which nothing more comes once
/// it has read what came; only one that does not is cut off, after five seconds or when the time for the stop is over.
/// </remarks>
public static class ConnectionParting
{
    /// <summary>How long a caller has to close.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Lets HTTP/2 connections of an endpoint end like this; others know no way to be told. Behind UseHttps, if there is TLS.</summary>
    public static void UseParting(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var lifetime = listen.ApplicationServices.GetRequiredService<IHostApplicationLifetime>();
        listen.Use(next => connection => IsHttp2(listen.Protocols, connection) ? RunAsync(connection, next, lifetime.ApplicationStopping) : next(connection));
    }

    /// <summary>Whether a connection speaks HTTP/2: because the endpoint knows nothing else, or because both have said so in the handshake of TLS.</summary>
    /// <param name="protocols">Those of the endpoint.</param>
    /// <param name="connection">The connection, behind its handshake.</param>
    public static bool IsHttp2(HttpProtocols protocols, ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return protocols == HttpProtocols.Http2
            || (connection.Features.Get<ITlsApplicationProtocolFeature>() is { } chosen && chosen.ApplicationProtocol.Span.SequenceEqual("h2"u8));
    }

    private static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, CancellationToken stopping)
    {
        var transport = connection.Transport;
        var kept = new KeptPipe(transport);
        connection.Transport = kept;
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            if (stopping.IsCancellationRequested && !kept.HasFailed)
                await PartAsync(transport.Input, connection.ConnectionClosed);
            await kept.CompleteAsync();
        }
    }

    private static async Task PartAsync(PipeReader input, CancellationToken closed)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closed);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(patience.Token);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // It has gone, or stays without end: either way it was told.
        }
    }

    /// <summary>A connection's pipes, of which the protocol's end is noted and not passed on.</summary>
    private sealed class KeptPipe(IDuplexPipe transport) : IDuplexPipe
    {
        private readonly KeptReader _input = new(transport.Input);
        private readonly KeptWriter _output = new(transport.Output);

        public PipeReader Input => _input;

        public PipeWriter Output => _output;

        public bool HasFailed => _output.Failure is not null || _input.Failure is not null;

        public async ValueTask CompleteAsync()
        {
            if (_output.IsComplete)
                await transport.Output.CompleteAsync(_output.Failure);
            if (_input.IsComplete)
                await transport.Input.CompleteAsync(_input.Failure);
        }
    }

    private sealed class KeptReader(PipeReader reader) : PipeReader
    {
        public bool IsComplete { get; private set; }

        public Exception? Failure { get; private set; }

        public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => reader.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => reader.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

        public override void Complete(Exception? exception = null)
        {
            IsComplete = true;
            Failure ??= exception;
        }
    }

    private sealed class KeptWriter(PipeWriter writer) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => writer.UnflushedBytes;

        public bool IsComplete { get; private set; }

        public Exception? Failure { get; private set; }

        public override void Advance(int bytes) => writer.Advance(bytes);

        public override void CancelPendingFlush() => writer.CancelPendingFlush();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => writer.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => writer.WriteAsync(source, cancellationToken);

        public override void Complete(Exception? exception = null)
        {
            IsComplete = true;
            Failure ??= exception;
        }
    }
}
