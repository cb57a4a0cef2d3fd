using Grpc.Core;
using Grpc.Net.Client;

namespace KpiPlatform.Crash;

/// <summary>Reads with the newest token of a sender, again and again: what is acknowledged is seen, and no value goes back.</summary>
internal sealed class TokenReader(Sender sender)
{
    private double _seen;

    /// <summary>Reads that were answered.</summary>
    public int Reads { get; private set; }

    /// <summary>Values may go back: the database did.</summary>
    public void Forget() => _seen = 0;

    /// <summary>Reads until cancelled, again after reads that failed.</summary>
    /// <exception cref="RigException">A read misses what its token stands for, or what an earlier one saw.</exception>
    public async Task ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReadOnceAsync(channel, cancellationToken);
            }
            catch (RpcException exception) when (sender.ExpectsDamage && RigCalls.IsDamage(exception))
            {
                // It says so, and answers nothing wrong.
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            {
                // Told to stop, the server is gone, or its database is; the one after that is answered again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadOnceAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var (token, purchases) = sender.Acknowledged;
        if (token.Length == 0)
            return;
        double orders;
        try
        {
            orders = await RigCalls.TotalAsync(channel, "orders", token, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (orders < purchases)
            throw new RigException($"{purchases} purchases are acknowledged by the token, and a read with it sees {orders}.");
        if (orders < _seen)
            throw new RigException($"A read saw {_seen} orders, a later one {orders}.");
        _seen = orders;
        Reads++;
    }
}
