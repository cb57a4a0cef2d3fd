using System.Net.Sockets;

namespace KpiPlatform.Crash;

/// <summary>What a stream socket does only in part.</summary>
internal static class SocketExtensions
{
    /// <summary>Sends all of it.</summary>
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }
}
