using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KpiPlatform.Host.Transport;

/// <summary>
/// Counts connections, all of them and those of each network address, and closes what is beyond the bounds, and what sends nothing at all. Stands
/// before TLS, so that a connection that is refused has cost nothing. Thread-safe.
/// </summary>
internal sealed class ConnectionGate(TransportLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _open;

    /// <summary>Connections open at present.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Puts it in front of an endpoint.</summary>
    public void Guard(ListenOptions listen) => listen.Use(next => connection => RunAsync(connection, next));

    /// <summary>Takes a place.</summary>
    /// <returns>False if there is none.</returns>
    internal bool TryEnter(IPAddress? address)
    {
        lock (_lock)
        {
            if (_open >= limits.ConnectionsMax)
                return false;
            if (address is not null && limits.ConnectionsPerAddressMax > 0)
            {
                var count = _byAddress.GetValueOrDefault(address);
                if (count >= limits.ConnectionsPerAddressMax)
                    return false;
                _byAddress[address] = count + 1;
            }

            _open++;
            return true;
        }
    }

    /// <summary>Gives it back.</summary>
    internal void Leave(IPAddress? address)
    {
        lock (_lock)
        {
            _open--;
            if (address is null || !_byAddress.TryGetValue(address, out var count))
                return;
            if (count == 1)
                _byAddress.Remove(address);
            else
                _byAddress[address] = count - 1;
        }
    }

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (!TryEnter(address))
        {
            connection.Abort(new ConnectionAbortedException("Too many connections are open."));
            return;
        }

        try
        {
            if (await SpeaksAsync(connection))
                await next(connection);
        }
        finally
        {
            Leave(address);
        }
    }

    /// <summary>Waits for the first byte, and leaves it for who reads.</summary>
    private async ValueTask<bool> SpeaksAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        try
        {
            using var patience = new CancellationTokenSource(limits.FirstByteTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
            var read = await input.ReadAsync(either.Token);
            input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
