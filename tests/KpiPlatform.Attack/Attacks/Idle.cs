using System.Net.Sockets;
using KpiPlatform.Attack.Http2;

namespace KpiPlatform.Attack.Attacks;

/// <summary>Connections that are open, and that is all: half of them greet, half say nothing.</summary>
internal static class Idle
{
    /// <summary>Opened in a second.</summary>
    public const int PerSecond = 1_000;

    public static async Task RunAsync(Target target, CancellationToken cancellationToken)
    {
        var connections = new List<RawConnection>();
        try
        {
            var pace = new Pace(PerSecond);
            for (var number = 0; number < target.Connections; number++)
            {
                try
                {
                    connections.Add(number % 2 == 0
                        ? await RawConnection.OpenAsync(target.Address, Target.From(number), cancellationToken)
                        : await RawConnection.ConnectAsync(target.Address, Target.From(number), cancellationToken));
                    target.Count();
                    target.CountOpen(1);
                }
                catch (Exception exception) when (exception is SocketException or IOException)
                {
                    // This machine, or the server, takes no more.
                    target.CountClosed();
                }

                await pace.StepAsync(cancellationToken);
            }

            target.Build();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        finally
        {
            target.CountOpen(-connections.Count);
            foreach (var connection in connections)
                connection.Dispose();
        }
    }
}
