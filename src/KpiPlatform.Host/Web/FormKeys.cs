using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Host.Web;

/// <summary>The dashboard's form keys, derived from the secrets of the installation. Thread-safe.</summary>
internal sealed class FormKeys(IServerSecrets secrets) : IFormKeys
{
    /// <inheritdoc/>
    public byte Current => secrets.Current;

    /// <inheritdoc/>
    public bool TryDerive(byte id, string purpose, Span<byte> key) => secrets.TryDerive(id, purpose, key);
}
