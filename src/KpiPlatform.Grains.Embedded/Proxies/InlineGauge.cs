using System.Diagnostics;

namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>
/// Finds out whether a method is quick enough to run on its caller's thread. Running inline spares a detour of a microsecond
/// or two; but a caller that fans out to many grains means them to share the processors, and if each computes long, inline
/// would put them in a row. So every now and then a first turn is timed, and after a long one the next calls take the detour.
/// Races between callers cost a sample at most. Reads the processor's clock, not the injected one: it measures real work and
/// changes only where a turn runs, never what it does.
/// </summary>
internal sealed class InlineGauge
{
    /// <summary>Time one in so many: the clock costs about 50 ns a sample.</summary>
    private const int SampleEvery = 32;

    /// <summary>How many calls take the detour after a long turn.</summary>
    private const int DetourCalls = 32;

    private static readonly long LongTicks = Stopwatch.Frequency * 50 / 1_000_000;

    private int _calls;
    private int _detours;

    /// <summary>Decides for one call.</summary>
    public bool MayInline()
    {
        if (_detours <= 0)
        {
            return true;
        }

        _detours--;
        return false;
    }

    /// <summary>Starts timing one turn; 0 where it is not timed. The first turn of a method is.</summary>
    public long Start() => _calls++ % SampleEvery == 0 ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Ends what <see cref="Start"/> started.</summary>
    public void Stop(long start)
    {
        if (start != 0 && Stopwatch.GetTimestamp() - start > LongTicks)
        {
            // Timed again as soon as calls run inline again.
            _detours = DetourCalls;
            _calls = 0;
        }
    }
}
