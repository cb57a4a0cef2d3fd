using System.IO.Pipelines;
using KpiPlatform.Host.Transport;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Host.Tests.Transport;

public sealed class GuardedReaderTests
{
    private const int PerSecond = 10;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly byte[] Settings = [0, 0, 0, 4, 1, 0, 0, 0, 0];
    private readonly ManualTimeProvider _time = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    [Fact]
    public async Task Read_BeyondTheBudget_WaitsUntilAllOfItIsBack()
    {
        // A burst of 4 seconds' worth, and 20 frames more: 2 s.
        var reader = await FloodAsync((4 * PerSecond) + 20);

        var next = reader.ReadAsync().AsTask();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var waited = TimeSpan.Zero; waited < TimeSpan.FromSeconds(1.9); waited += TimeSpan.FromSeconds(0.1))
        {
            await Task.WhenAny(next, _time.WhenTimersPendingAsync(1)).WaitAsync(patience.Token);
            next.IsCompleted.ShouldBeFalse($"after {waited}");
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }

        var read = await next;
        read.Buffer.Length.ShouldBe(Settings.Length);
    }

    [Fact]
    public async Task CancelPendingRead_WhileItWaits_EndsTheWait()
    {
        var reader = await FloodAsync(100 * PerSecond);
        var next = reader.ReadAsync().AsTask();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _time.WhenTimersPendingAsync(1).WaitAsync(patience.Token);

        reader.CancelPendingRead();
        for (var advanced = TimeSpan.Zero; !next.IsCompleted && advanced < TimeSpan.FromSeconds(1); advanced += TimeSpan.FromSeconds(0.25))
        {
            _time.Advance(TimeSpan.FromSeconds(0.25));
            await Task.WhenAny(next, _time.WhenTimersPendingAsync(1)).WaitAsync(patience.Token);
        }

        (await next.WaitAsync(patience.Token)).IsCanceled.ShouldBeTrue();
    }

    /// <summary>A reader that has handed on so many frames without content, with one more to be read.</summary>
    private async Task<FloodGuard.GuardedReader> FloodAsync(int frames)
    {
        await _pipe.Writer.WriteAsync(Preface);
        for (var i = 0; i < frames; i++)
            await _pipe.Writer.WriteAsync(Settings);
        var reader = new FloodGuard.GuardedReader(_pipe.Reader, new FrameBudget(PerSecond, _time), _time);
        var read = await reader.ReadAsync();
        reader.AdvanceTo(read.Buffer.End);
        await _pipe.Writer.WriteAsync(Settings);
        return reader;
    }
}
