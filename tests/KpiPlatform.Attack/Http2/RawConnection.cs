using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace KpiPlatform.Attack.Http2;

/// <summary>
/// A connection that says what it is told to, right or wrong. It reads what comes, so that the server's side of TCP does not fill up, and acknowledges
/// settings and pings, unless it is told not to. One caller at a time writes.
/// </summary>
public sealed class RawConnection : IDisposable
{
    private const int FrameBytesMax = 16 * 1024;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _writing = new(1);
    private int _next = 1;

    private RawConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Completes when the server has closed it, with the code of its GOAWAY; −1 if it gave none.</summary>
    public Task<int> Closed { get; private set; } = Task.FromResult(-1);

    /// <summary>Streams that the server has ended, by the code of RST_STREAM or by an end of its answer.</summary>
    public int Ended { get; private set; }

    /// <summary>Connects, and does not speak.</summary>
    /// <param name="address">The server.</param>
    /// <param name="from">Address of this machine to come from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RawConnection> ConnectAsync(Uri address, IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port), cancellationToken);
            return new RawConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects, greets, and reads from then on.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address, IPAddress from, CancellationToken cancellationToken, params (ushort Id, uint Value)[] settings)
    {
        var connection = await ConnectAsync(address, from, cancellationToken);
        try
        {
            await connection.WriteAsync(Frame.Preface, cancellationToken);
            await connection.WriteAsync(Frame.OfSettings(settings), cancellationToken);
            connection.Closed = Task.Run(connection.ReadAsync, CancellationToken.None);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Number of the next stream.</summary>
    public int NextStream()
    {
        var stream = _next;
        _next += 2;
        return stream;
    }

    /// <summary>Opens a call.</summary>
    public async Task<int> CallAsync(HeaderBlock headers, CancellationToken cancellationToken)
    {
        var stream = NextStream();
        await WriteAsync(Frame.Of(Frame.Headers, Frame.EndHeaders, stream, headers.ToArray()), cancellationToken);
        return stream;
    }

    /// <summary>Sends bytes of a call in frames, without regard for windows.</summary>
    public async Task SendAsync(int stream, ReadOnlyMemory<byte> bytes, bool isLast, CancellationToken cancellationToken)
    {
        do
        {
            var part = bytes[..Math.Min(bytes.Length, FrameBytesMax)];
            bytes = bytes[part.Length..];
            await WriteAsync(Frame.Of(Frame.Data, isLast && bytes.IsEmpty ? Frame.EndStream : (byte)0, stream, part.Span), cancellationToken);
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task<int> ReadAsync()
    {
        var code = -1;
        var header = new byte[Frame.HeaderLength];
        var payload = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await _stream.ReadExactlyAsync(header, _closing.Token);
                var length = (header[0] << 16) | (header[1] << 8) | header[2];
                if (length > payload.Length)
                    payload = new byte[length];
                await _stream.ReadExactlyAsync(payload.AsMemory(0, length), _closing.Token);
                switch (header[3])
                {
                    case Frame.GoAway:
                        code = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
                        break;
                    case Frame.Settings or Frame.Ping when (header[4] & Frame.Ack) == 0:
                        await WriteAsync(Frame.Of(header[3], Frame.Ack, 0, header[3] == Frame.Ping ? payload.AsSpan(0, 8) : []), _closing.Token);
                        break;
                    case Frame.Reset:
                    case Frame.Headers or Frame.Data when (header[4] & Frame.EndStream) != 0:
                        Ended++;
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return code;
        }
    }
}
