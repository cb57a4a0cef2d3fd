using System.Buffers.Binary;

namespace KpiPlatform.Attack.Http2;

/// <summary>Frames of RFC 9113, made by hand so that they can be wrong.</summary>
public static class Frame
{
    /// <summary>What a connection begins with.</summary>
    public static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;

    public const int HeaderLength = 9;
    private const int Cancel = 8;

    /// <summary>Any frame.</summary>
    public static byte[] Of(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderLength + payload.Length];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>Settings: number and value of each.</summary>
    public static byte[] OfSettings(params ReadOnlySpan<(ushort Id, uint Value)> settings)
    {
        var payload = new byte[6 * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6 * i), settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((6 * i) + 2), settings[i].Value);
        }

        return Of(Settings, 0, 0, payload);
    }

    /// <summary>RST_STREAM with CANCEL.</summary>
    public static byte[] OfReset(int stream) => Of(Reset, 0, stream, Number(Cancel));

    /// <summary>WINDOW_UPDATE.</summary>
    public static byte[] OfWindow(int stream, int bytes) => Of(WindowUpdate, 0, stream, Number(bytes));

    /// <summary>A message of gRPC, or the beginning of one.</summary>
    /// <param name="isCompressed">As it says of itself.</param>
    /// <param name="length">As it says of itself.</param>
    /// <param name="content">What is sent of it.</param>
    public static byte[] Message(bool isCompressed, uint length, ReadOnlySpan<byte> content)
    {
        var message = new byte[5 + content.Length];
        message[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(1), length);
        content.CopyTo(message.AsSpan(5));
        return message;
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
