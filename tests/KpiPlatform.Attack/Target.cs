using System.Net;
using System.Net.Sockets;

namespace KpiPlatform.Attack;

/// <summary>Whom to attack, with what, and what came of it so far. Thread-safe.</summary>
/// <param name="Address">The server.</param>
/// <param name="Key">A key that reads and records for the attacker's own tenant.</param>
/// <param name="Tenant">That tenant, "tenants/{id}".</param>
/// <param name="Connections">Idle connections to open.</param>
public sealed record Target(Uri Address, string Key, string Tenant, int Connections)
{
    private readonly TaskCompletionSource _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private long _closed;
    private int _open;
    private int _openMax;

    /// <summary>Frames, calls or connections that were sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Connections that the server closed.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>Most connections that were open at once.</summary>
    public int OpenMax => _openMax;

    /// <summary>Completes once an attack that builds up first is built up.</summary>
    public Task Built => _built.Task;

    /// <summary>Where attackers come from: addresses of this machine that honest callers don't have.</summary>
    public static IPAddress From(int number) => new([127, 0, 1, (byte)(1 + (number % 200))]);

    /// <summary>Counts what was sent.</summary>
    public void Count(int sent = 1) => Interlocked.Add(ref _sent, sent);

    /// <summary>Counts a connection that the server closed.</summary>
    public void CountClosed() => Interlocked.Increment(ref _closed);

    /// <summary>Counts connections opened, or let go.</summary>
    public void CountOpen(int difference)
    {
        var open = Interlocked.Add(ref _open, difference);
        int max;
        while (open > (max = _openMax) && Interlocked.CompareExchange(ref _openMax, open, max) != max)
        {
            // Another was faster; look again.
        }
    }

    /// <summary>Says that the attack is built up.</summary>
    public void Build() => _built.TrySetResult();

    /// <summary>Does the same over and over on connections of their own, each anew when the server has closed it.</summary>
    /// <param name="connections">How many at once.</param>
    /// <param name="attack">With its number; returns or fails when its connection is of no more use.</param>
    /// <param name="cancellationToken">The end.</param>
    public Task RepeatAsync(int connections, Func<int, CancellationToken, Task> attack, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(
            async () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    try
                    {
                        await attack(number, cancellationToken);
                    }
                    catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
                    {
                        CountClosed();
                    }
                    catch (OperationCanceledException)
                    {
                        return;
                    }
                }
            },
            CancellationToken.None)));
}
