using Google.Protobuf;
using KpiPlatform.Attack.Http2;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Attack.Attacks;

/// <summary>Callers who take what others wait for, and give nothing back.</summary>
internal static class Slow
{
    private const ushort InitialWindow = 4;
    private const int Connections = 8;
    private const int StreamsPerConnection = 100;

    /// <summary>Bytes of an unfinished message, less than the largest taken.</summary>
    private const int HalfMessage = 1024 * 1024;

    public static Task ReadersAsync(Target target, CancellationToken cancellationToken) =>
        ReadNothingAsync(target, "/kpi.v1.TenantService/ExportTenant", new ExportTenantRequest { Name = target.Tenant }, cancellationToken);

    public static Task WatchersAsync(Target target, CancellationToken cancellationToken) =>
        ReadNothingAsync(target, "/kpi.v1.ScorecardService/WatchScorecard", new WatchScorecardRequest { Name = $"{target.Tenant}/scorecards/main" }, cancellationToken);

    public static Task WritersAsync(Target target, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            // A call that is refused does not end the connection; the next one tries again.
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping);
            var half = Frame.Message(isCompressed: false, 3 * HalfMessage, new byte[HalfMessage]);
            for (var i = 0; i < StreamsPerConnection && !connection.Closed.IsCompleted; i++)
            {
                var stream = await connection.CallAsync(HeaderBlock.Call("/kpi.v1.InteractionService/RecordInteractions", target.Key), stopping);
                await SendSlowlyAsync(connection, stream, half, stopping);
                target.Count();
            }

            await connection.Closed.WaitAsync(stopping);
            target.CountClosed();
        },
        cancellationToken);

    private static Task ReadNothingAsync(Target target, string path, IMessage request, CancellationToken cancellationToken) => target.RepeatAsync(
        Connections,
        async (number, stopping) =>
        {
            var content = request.ToByteArray();
            var message = Frame.Message(isCompressed: false, (uint)content.Length, content);
            using var connection = await RawConnection.OpenAsync(target.Address, Target.From(number), stopping, (InitialWindow, 0));
            for (var i = 0; i < StreamsPerConnection && !connection.Closed.IsCompleted; i++)
            {
                var stream = await connection.CallAsync(HeaderBlock.Call(path, target.Key), stopping);
                await connection.SendAsync(stream, message, isLast: true, stopping);
                target.Count();
            }

            await connection.Closed.WaitAsync(stopping);
            target.CountClosed();
        },
        cancellationToken);

    /// <summary>No faster than the server's windows allow when it reads: a connection that is beyond them is closed for it, which is another attack.</summary>
    private static async Task SendSlowlyAsync(RawConnection connection, int stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        const int Step = 64 * 1024;
        for (var at = 0; at < bytes.Length && !connection.Closed.IsCompleted; at += Step)
        {
            await connection.SendAsync(stream, bytes.Slice(at, Math.Min(Step, bytes.Length - at)), isLast: false, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }
}
