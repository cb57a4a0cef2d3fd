using System.Buffers;

namespace KpiPlatform.Host.Transport;

/// <summary>
/// Counts the frames of one HTTP/2 connection that carry nothing (pings, settings, priorities, resets, wider windows, continued headers, empty data,
/// unknown ones) against a budget that grows with time and with what the server has to say. Not thread-safe but for <see cref="Grant"/>.
/// </summary>
internal sealed class FrameBudget
{
    private const int PrefaceLength = 24;
    private const int HeaderLength = 9;
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte EndStream = 1;

    /// <summary>Bytes of answers for which a caller may send one such frame more: it widens windows and measures the way as it reads.</summary>
    private const int BytesPerFrame = 256;

    /// <summary>
    /// What a call that is taken back counts for: it was begun, with its credential looked at, and what it had begun has to be undone. Whoever opens calls
    /// only to reset them (CVE-2023-44487) gets few of them through.
    /// </summary>
    internal const int FramesPerReset = 8;

    private readonly int _perSecond;
    private readonly int _burst;
    private readonly TimeProvider _time;
    private readonly byte[] _header = new byte[HeaderLength];
    private long _at;
    private double _left;
    private long _granted;
    private int _toSkip = PrefaceLength;
    private int _inHeader;

    public FrameBudget(int perSecond, TimeProvider time)
    {
        _perSecond = perSecond;
        _burst = 4 * perSecond;
        _time = time;
        _left = _burst;
        _at = time.GetTimestamp();
    }

    /// <summary>How long to wait before reading on; zero or less for not at all.</summary>
    public TimeSpan Wait => _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / _perSecond) - _time.GetElapsedTime(_at);

    /// <summary>Adds to the budget what the server sends.</summary>
    public void Grant(int bytes) => Interlocked.Add(ref _granted, bytes);

    /// <summary>Looks at what was read, in the order in which it came.</summary>
    public void Take(in ReadOnlySequence<byte> bytes)
    {
        var frames = 0;
        foreach (var part in bytes)
            frames += Count(part.Span);
        if (frames == 0)
            return;
        var now = _time.GetTimestamp();
        var granted = Interlocked.Exchange(ref _granted, 0);
        var grown = _left + (_time.GetElapsedTime(_at, now).TotalSeconds * _perSecond) + ((double)granted / BytesPerFrame);
        _left = Math.Min(_burst, grown) - frames;
        _at = now;
    }

    private int Count(ReadOnlySpan<byte> bytes)
    {
        var frames = 0;
        while (!bytes.IsEmpty)
        {
            if (_toSkip > 0)
            {
                var skipped = Math.Min(_toSkip, bytes.Length);
                _toSkip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var taken = Math.Min(HeaderLength - _inHeader, bytes.Length);
            bytes[..taken].CopyTo(_header.AsSpan(_inHeader));
            _inHeader += taken;
            bytes = bytes[taken..];
            if (_inHeader < HeaderLength)
                break;
            _inHeader = 0;
            _toSkip = (_header[0] << 16) | (_header[1] << 8) | _header[2];
            var (type, flags) = (_header[3], _header[4]);
            var carriesSomething = type == Headers || (type == Data && (_toSkip > 0 || (flags & EndStream) != 0));
            if (!carriesSomething)
                frames += type == Reset ? FramesPerReset : 1;
        }

        return frames;
    }
}
