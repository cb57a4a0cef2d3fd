using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KpiPlatform.Host.Transport;

/// <summary>
/// What one connection, one caller and all of them together may take, before a credential is looked at. The one place of these numbers; set
/// as <c>Kpi__Limits__{Name}</c>. Messages are bounded by <see cref="MessageBytesMax"/>; a batch of interactions by 5,000 and 1 MiB, which is part of the
/// contract and no setting.
/// </summary>
public sealed class TransportLimits
{
    /// <summary>Connections open at once, of all addresses that are listened on; a further one is closed at once. Default 20,000. Range: 10 to 1,000,000.</summary>
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>
    /// Connections open at once of one network address. Default 2,000: a few of each program, six of each browser behind one address. Where a proxy
    /// is in front all connections are its own: raise it. 0 for no bound. Range: 0 to 1,000,000.
    /// </summary>
    public int ConnectionsPerAddressMax { get; set; } = 2_000;

    /// <summary>How long a connection may take to send its first byte. Default 10 s. Range: 1 s to 5 min.</summary>
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection stays open without a call. Clients connect anew by themselves. Default 2 min. Range: 10 s to 1 h.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the headers of a call may take from their first byte to their last. Default 15 s. Range: 1 s to 5 min.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Calls open at once on a connection: a client may watch as many customers. Default 1,000. Range: 1 to 10,000.</summary>
    public int StreamsPerConnectionMax { get; set; } = 1_000;

    /// <summary>One header, name and value, in bytes as sent. A key or a token of 4 KiB fits. Default 16 KiB. Range: 4 KiB to 1 MiB.</summary>
    public int HeaderBytesMax { get; set; } = 16 * 1024;

    /// <summary>All headers of a call, in bytes after decompression. Default 32 KiB. Range: 4 KiB to 1 MiB.</summary>
    public int HeadersBytesMax { get; set; } = 32 * 1024;

    /// <summary>Headers of a call. Default 100. Range: 20 to 1,000.</summary>
    public int HeadersCountMax { get; set; } = 100;

    /// <summary>Table for the compression of headers, in bytes for each connection. Default 4 KiB. Range: 0 to 64 KiB.</summary>
    public int HeaderTableBytes { get; set; } = 4 * 1024;

    /// <summary>Largest frame taken, in bytes. Default 16 KiB, the smallest that HTTP/2 knows. Range: 16 KiB to 1 MiB.</summary>
    public int FrameBytesMax { get; set; } = 16 * 1024;

    /// <summary>Bytes that a connection may send before the server has read them, all calls together. Default 1 MiB. Range: 64 KiB to 64 MiB.</summary>
    public int ConnectionWindowBytes { get; set; } = 1024 * 1024;

    /// <summary>The same for one call. Default 768 KiB. Range: 64 KiB to 16 MiB.</summary>
    public int StreamWindowBytes { get; set; } = 768 * 1024;

    /// <summary>Bytes of answers kept for a connection that does not read; then whoever writes waits. Default 64 KiB. Range: 4 KiB to 16 MiB.</summary>
    public int ResponseBufferBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Bytes a second below which a connection that has something to send, or to take, is given up, after <see cref="RateGrace"/>. Streams of messages may be
    /// silent; see <see cref="MessageTimeout"/>. Default 240. Range: 1 to 1,000,000.
    /// </summary>
    public double BytesPerSecondMin { get; set; } = 240;

    /// <summary>See <see cref="BytesPerSecondMin"/>. Default 5 s. Range: 1 s to 5 min.</summary>
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long a silence a connection is asked whether it lives: one whose machine is gone would be kept for as long as TCP believes in it. Default 30 s. Range: 5 s to 1 h.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it has to answer. Default 20 s. Range: 1 s to 5 min.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest message taken, in bytes as sent and after decompression. Default 4 MiB. Range: 1 MiB to 64 MiB.</summary>
    public int MessageBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a message of a stream may take from its first byte to its last. Default 1 min. Range: 1 s to 1 h.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of messages that have begun and not ended, of all callers together; who needs more ends with RESOURCE_EXHAUSTED. Default 256 MiB. Range: 16 MiB to 16 GiB.</summary>
    public long UnfinishedBytesMax { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long an answer may wait for a caller who does not read; then the call is cut off. Default 1 min. Range: 1 s to 1 h.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Frames of a connection in a second that carry nothing: pings, settings, wider windows beyond what the server's answers call for, and resets of
    /// calls, each of which counts for eight. Beyond four times as many at once the connection is read more slowly, and not cut off. Default 500. Range: 10
    /// to 100,000.
    /// </summary>
    public int ControlFramesPerSecondMax { get; set; } = 500;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="HostException">A value is out of its range; says which, and what it may be.</exception>
    internal void Validate()
    {
        Require(nameof(ConnectionsMax), ConnectionsMax, 10, 1_000_000);
        Require(nameof(ConnectionsPerAddressMax), ConnectionsPerAddressMax, 0, 1_000_000);
        Require(nameof(StreamsPerConnectionMax), StreamsPerConnectionMax, 1, 10_000);
        Require(nameof(HeaderBytesMax), HeaderBytesMax, 4 * 1024, 1024 * 1024);
        Require(nameof(HeadersBytesMax), HeadersBytesMax, 4 * 1024, 1024 * 1024);
        Require(nameof(HeadersCountMax), HeadersCountMax, 20, 1_000);
        Require(nameof(HeaderTableBytes), HeaderTableBytes, 0, 64 * 1024);
        Require(nameof(FrameBytesMax), FrameBytesMax, 16 * 1024, 1024 * 1024);
        Require(nameof(ConnectionWindowBytes), ConnectionWindowBytes, 64 * 1024, 64 * 1024 * 1024);
        Require(nameof(StreamWindowBytes), StreamWindowBytes, 64 * 1024, 16 * 1024 * 1024);
        Require(nameof(ResponseBufferBytes), ResponseBufferBytes, 4 * 1024, 16 * 1024 * 1024);
        Require(nameof(BytesPerSecondMin), BytesPerSecondMin, 1, 1_000_000);
        Require(nameof(MessageBytesMax), MessageBytesMax, 1024 * 1024, 64 * 1024 * 1024);
        Require(nameof(UnfinishedBytesMax), UnfinishedBytesMax, 16L * 1024 * 1024, 16L * 1024 * 1024 * 1024);
        Require(nameof(ControlFramesPerSecondMax), ControlFramesPerSecondMax, 10, 100_000);
        Require(nameof(MessageTimeout), MessageTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Require(nameof(ReadTimeout), ReadTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Require(nameof(FirstByteTimeout), FirstByteTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Require(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        Require(nameof(HeadersTimeout), HeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Require(nameof(RateGrace), RateGrace, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Require(nameof(KeepAlivePingDelay), KeepAlivePingDelay, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        Require(nameof(KeepAlivePingTimeout), KeepAlivePingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
    }

    /// <summary>Tells the web server.</summary>
    internal void Apply(KestrelServerLimits kestrel)
    {
        kestrel.KeepAliveTimeout = IdleTimeout;
        kestrel.RequestHeadersTimeout = HeadersTimeout;
        kestrel.MaxRequestHeaderCount = HeadersCountMax;
        kestrel.MaxRequestHeadersTotalSize = HeadersBytesMax;
        kestrel.MaxResponseBufferSize = ResponseBufferBytes;
        kestrel.MinRequestBodyDataRate = new(BytesPerSecondMin, RateGrace);
        kestrel.MinResponseDataRate = new(BytesPerSecondMin, RateGrace);
        kestrel.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;
        kestrel.Http2.MaxRequestHeaderFieldSize = HeaderBytesMax;
        kestrel.Http2.HeaderTableSize = HeaderTableBytes;
        kestrel.Http2.MaxFrameSize = FrameBytesMax;
        kestrel.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        kestrel.Http2.InitialStreamWindowSize = StreamWindowBytes;
        kestrel.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
        kestrel.Http2.KeepAlivePingTimeout = KeepAlivePingTimeout;
    }

    /// <summary>Fails unless a value is within its range.</summary>
    internal static void Require<T>(string name, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            throw new HostException($"Kpi:{(name.Contains(':', StringComparison.Ordinal) ? name : "Limits:" + name)} is {value}; it must be {min} to {max}.");
    }
}
