using System.Buffers;
using System.Text.Json;
using Google.Protobuf;

namespace KpiPlatform.Gateway.Mapping;

/// <summary>Gathers JSON and hands it on in pieces of bounded size. Not thread-safe.</summary>
internal sealed class JsonPieces(Func<ByteString, Task> send) : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024;
    private static readonly JsonFormatter Format = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(false));
    private readonly ArrayBufferWriter<byte> _buffer = new(PieceBytes);
    private Utf8JsonWriter? _writer;

    /// <summary>Where to write.</summary>
    public Utf8JsonWriter Writer => _writer ??= new(_buffer);

    /// <summary>A message of the contract as a value; one that JSON has no form for, such as a time of more than a second's nanoseconds in what was refused for it, as its bytes.</summary>
    public void Write(IMessage message)
    {
        string text;
        try
        {
            text = Format.Format(message);
        }
        catch (InvalidOperationException)
        {
            Writer.WriteStartObject();
            Writer.WriteString("message_type", message.Descriptor.FullName);
            Writer.WriteBase64String("message_bytes", message.ToByteArray());
            Writer.WriteEndObject();
            return;
        }

        Writer.WriteRawValue(text);
    }

    /// <summary>A message of the contract as a property.</summary>
    public void Write(string name, IMessage message)
    {
        Writer.WritePropertyName(name);
        Write(message);
    }

    /// <summary>Sends what makes full pieces.</summary>
    public async Task SendFullAsync(CancellationToken cancellationToken)
    {
        if (Writer.BytesPending + _buffer.WrittenCount >= PieceBytes)
            await SendAsync(cancellationToken);
    }

    /// <summary>Ends the document that is being written, as a line, and begins another.</summary>
    public async Task EndLineAsync(CancellationToken cancellationToken)
    {
        await Writer.FlushAsync(cancellationToken);
        _buffer.Write("\n"u8);
        Writer.Reset();
        await SendFullAsync(cancellationToken);
    }

    /// <summary>Sends everything.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await Writer.FlushAsync(cancellationToken);
        for (var from = 0; from < _buffer.WrittenCount; from += PieceBytes)
            await send(ByteString.CopyFrom(_buffer.WrittenSpan[from..Math.Min(_buffer.WrittenCount, from + PieceBytes)]));
        _buffer.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
