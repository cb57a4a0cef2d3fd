using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace KpiPlatform.Crash;

/// <summary>
/// The way from the server to PostgreSQL, watched for commits to the journal, so that a fault hits the very moment: in the middle of a commit's
/// bytes, when all of them are sent and nothing is heard, or when the database has committed and its answer is still on its way.
/// </summary>
internal sealed class CommitWire : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    // What carries rows is longer than what asks for anything.
    private const int LeastBatchBytes = 512;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _socket;
    private readonly Task _accepting;
    private Fault? _next;

    /// <summary>Begins to listen.</summary>
    /// <param name="connectionString">A database behind a local socket.</param>
    public CommitWire(string connectionString)
    {
        var direct = new NpgsqlConnectionStringBuilder(connectionString);
        _socket = Path.Combine(direct.Host!, FormattableString.Invariant($".s.PGSQL.{direct.Port}"));
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = IPAddress.Loopback.ToString(),
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The same database, by this way.</summary>
    public string ConnectionString { get; }

    /// <summary>At the next commit that comes to the moment: does something, while what is on its way is held, and then cuts the connection for good.</summary>
    /// <returns>Completes when that is done.</returns>
    public Task ArmAsync(CommitMoment moment, Func<Task> action)
    {
        var fault = new Fault(moment, action);
        _next = fault;
        return fault.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var database = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await database.ConnectAsync(new UnixDomainSocketEndPoint(_socket), _stop.Token);
                var writes = new Standing();

                // Whichever ends first ends both.
                using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                Task[] pumps = [PumpAsync(client, database, (bytes, token) => SendAsync(database, writes, bytes, token), over.Token), PumpAsync(database, client, (bytes, token) => ReplyAsync(client, writes, bytes, token), over.Token)];
                await Task.WhenAny(pumps);
                await over.CancelAsync();
                await Task.WhenAll(pumps);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The database is away, or the server is.
            }
        }
    }

    /// <summary>Copies from one side to the other until either ends, or a fault has ended it.</summary>
    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, CancellationToken, Task<bool>> passAsync, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                if (!await passAsync(buffer.AsMemory(0, count), cancellationToken))
                    return;
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut; the other direction ends with it.
        }
    }

    private async Task<bool> SendAsync(Socket database, Standing writes, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // The statement that every commit begins with; prepared later, so that its text is not seen again.
        if (!writes.IsJournal && bytes.Span.IndexOf("advance_writer"u8) >= 0)
            writes.IsJournal = true;
        var isBatch = writes.IsJournal && bytes.Length >= LeastBatchBytes;
        if (isBatch && Take(CommitMoment.MiddleOfBatch) is { } middle)
        {
            await database.SendAllAsync(bytes[..(bytes.Length / 2)], cancellationToken);
            await middle.RunAsync();
            return false;
        }

        await database.SendAllAsync(bytes, cancellationToken);
        if (isBatch && bytes.Span.EndsWith("S\0\0\0\x04"u8) && Take(CommitMoment.InDoubt) is { } doubt)
        {
            await doubt.RunAsync();
            return false;
        }

        return true;
    }

    private async Task<bool> ReplyAsync(Socket client, Standing writes, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Ready for the next query and in no transaction, after rows went in or a transaction ended: it is durable.
        if (writes.IsJournal && bytes.Span.EndsWith("Z\0\0\0\x05I"u8)
            && (bytes.Span.IndexOf("INSERT 0 "u8) >= 0 || bytes.Span.IndexOf("COMMIT\0"u8) >= 0) && Take(CommitMoment.CommittedNotAnswered) is { } fault)
        {
            await fault.RunAsync();
            return false;
        }

        await client.SendAllAsync(bytes, cancellationToken);
        return true;
    }

    private Fault? Take(CommitMoment moment) =>
        _next is { } next && next.Moment == moment && Interlocked.CompareExchange(ref _next, null, next) == next ? next : null;

    /// <summary>Whether a connection has ever written to the journal.</summary>
    private sealed class Standing
    {
        public volatile bool IsJournal;
    }

    private sealed record Fault(CommitMoment Moment, Func<Task> Action)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task RunAsync()
        {
            try
            {
                await Action();
                Done.SetResult();
            }
            catch (Exception exception)
            {
                Done.SetException(exception);
            }
        }
    }
}
