using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>
/// Streams rows into a table in the format of PostgreSQL's binary COPY. The driver's own importer pays for an asynchronous call and a look
/// for a converter with every value; here a value is a few bytes in a buffer, which is sent when it is full.
/// </summary>
/// <remarks>
/// Whoever begins one ends it by <see cref="CompleteAsync"/>; disposing of it before that tells the server to forget what was sent.
/// </remarks>
internal sealed class BinaryCopy : IAsyncDisposable
{
    // Large enough to be sent past the driver's own buffer, small enough that the server works on one while the next is filled.
    private const int ChunkBytes = 64 * 1024;
    private const int LengthBytes = sizeof(int);

    // Fields, by the format: their number, or -1 after the last row.
    private const short EndOfRows = -1;

    /// <summary>Signature, no flags, no extension.</summary>
    private static ReadOnlySpan<byte> Header =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // Text that is no valid UTF-16 is an error, not a question mark.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly NpgsqlRawCopyStream _stream;
    private byte[] _buffer = new byte[ChunkBytes];
    private int _length;
    private bool _isComplete;

    private BinaryCopy(NpgsqlRawCopyStream stream)
    {
        _stream = stream;
        Header.CopyTo(_buffer);
        _length = Header.Length;
    }

    /// <summary>Begins.</summary>
    /// <param name="connection">The connection, which does nothing else until it is ended.</param>
    /// <param name="command">COPY … FROM STDIN (FORMAT BINARY).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<BinaryCopy> BeginAsync(NpgsqlConnection connection, string command, CancellationToken cancellationToken) =>
        new(await connection.BeginRawBinaryCopyAsync(command, cancellationToken));

    /// <summary>Starts a row. What is buffered is sent first if it is much.</summary>
    /// <param name="fields">Number of its fields.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask StartRowAsync(short fields, CancellationToken cancellationToken)
    {
        var sending = _length >= ChunkBytes / 2 ? SendAsync(cancellationToken) : default;
        if (!sending.IsCompletedSuccessfully)
            return StartLaterAsync(sending, fields);
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), fields);
        return default;
    }

    /// <summary>A field of type bigint; also of timestamptz, in microseconds since 2000.</summary>
    public void Write(long value)
    {
        var room = Room(LengthBytes + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(room, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(room[LengthBytes..], value);
    }

    /// <summary>A field of type integer.</summary>
    public void Write(int value)
    {
        var room = Room(LengthBytes + sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(room, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(room[LengthBytes..], value);
    }

    /// <summary>A field of type smallint.</summary>
    public void Write(short value)
    {
        var room = Room(LengthBytes + sizeof(short));
        BinaryPrimitives.WriteInt32BigEndian(room, sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(room[LengthBytes..], value);
    }

    /// <summary>A field of type text.</summary>
    /// <exception cref="ArgumentException">It is no valid UTF-16.</exception>
    public void Write(string value)
    {
        var count = Utf8.GetByteCount(value);
        var room = Room(LengthBytes + count);
        BinaryPrimitives.WriteInt32BigEndian(room, count);
        Utf8.GetBytes(value, room[LengthBytes..]);
    }

    /// <summary>A field of type bytea.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        var room = Room(LengthBytes + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, value.Length);
        value.CopyTo(room[LengthBytes..]);
    }

    /// <summary>Sends what is left; the rows are in the table once it returns, as far as the transaction goes.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), EndOfRows);
        await SendAsync(cancellationToken);
        _isComplete = true;
        await _stream.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isComplete)
            return;
        try
        {
            await _stream.CancelAsync();
            await _stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            // The connection is broken: whoever wrote is being told by the exception that this is disposed on.
        }
    }

    private async ValueTask StartLaterAsync(ValueTask sending, short fields)
    {
        await sending;
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), fields);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        _length = 0;
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        var room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }
}
