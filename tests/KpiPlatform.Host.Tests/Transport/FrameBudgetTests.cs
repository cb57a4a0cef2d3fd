using System.Buffers;
using KpiPlatform.Host.Transport;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Host.Tests.Transport;

public class FrameBudgetTests
{
    private const int PerSecond = 100;
    private const int Burst = 4 * PerSecond;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Take_PingsBeyondTheBurst_WaitsUntilTheBudgetIsBack()
    {
        var budget = new FrameBudget(PerSecond, _time);
        Feed(budget, Preface);
        for (var i = 0; i < Burst; i++)
            Feed(budget, Frame(6, 0, 8));
        budget.Wait.ShouldBe(TimeSpan.Zero);

        // 50 frames too many at 100 a second: half a second.
        for (var i = 0; i < 50; i++)
            Feed(budget, Frame(6, 0, 8));
        budget.Wait.ShouldBe(TimeSpan.FromSeconds(0.5));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        budget.Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Take_CallsAndMessages_AreFree()
    {
        var budget = new FrameBudget(PerSecond, _time);
        Feed(budget, Preface);
        for (var i = 0; i < 10 * Burst; i++)
        {
            Feed(budget, Frame(1, 4, 50));
            Feed(budget, Frame(0, 0, 10));
            Feed(budget, Frame(0, 1, 0));
        }

        budget.Wait.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(0, 0)] // DATA of no bytes that ends nothing
    [InlineData(2, 0)]
    [InlineData(4, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 0)]
    [InlineData(250, 0)]
    public void Take_FramesThatCarryNothing_Count(byte type, byte flags)
    {
        var budget = new FrameBudget(PerSecond, _time);
        Feed(budget, Preface);
        for (var i = 0; i < Burst + 1; i++)
            Feed(budget, Frame(type, flags, 0));

        budget.Wait.ShouldBe(TimeSpan.FromSeconds(0.01));
    }

    [Fact]
    public void Take_CallsThatAreReset_CountForWhatTheyCost()
    {
        var budget = new FrameBudget(PerSecond, _time);
        Feed(budget, Preface);
        for (var i = 0; i < Burst / FrameBudget.FramesPerReset; i++)
        {
            Feed(budget, Frame(1, 4, 50));
            Feed(budget, Frame(3, 0, 4));
        }

        budget.Wait.ShouldBe(TimeSpan.Zero);
        Feed(budget, Frame(3, 0, 4));
        budget.Wait.ShouldBe(TimeSpan.FromSeconds((double)FrameBudget.FramesPerReset / PerSecond));
    }

    [Fact]
    public void Take_WindowsWidenedForWhatTheServerSends_AreFree()
    {
        var budget = new FrameBudget(PerSecond, _time);
        Feed(budget, Preface);
        for (var i = 0; i < 10 * Burst; i++)
        {
            budget.Grant(32 * 1024);
            Feed(budget, Frame(8, 0, 4));
        }

        budget.Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Take_BytesInPiecesOfAnySize_CountsTheSame()
    {
        byte[] bytes = [.. Preface, .. Enumerable.Range(0, Burst + 7).SelectMany(i => Frame((byte)(i % 2 == 0 ? 6 : 2), 0, i % 40))];
        foreach (var size in new[] { 1, 2, 5, 9, 10, 1000, bytes.Length })
        {
            var budget = new FrameBudget(PerSecond, _time);
            foreach (var piece in bytes.Chunk(size))
                Feed(budget, piece);
            budget.Wait.ShouldBe(TimeSpan.FromSeconds(0.07), $"pieces of {size}");
        }
    }

    private static void Feed(FrameBudget budget, byte[] bytes) => budget.Take(new ReadOnlySequence<byte>(bytes));

    private static byte[] Frame(byte type, byte flags, int length) => [0, (byte)(length >> 8), (byte)length, type, flags, 0, 0, 0, 1, .. new byte[length]];
}
