namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// Keys of form tokens: the same after a restart and on every host, so that a form that was open meanwhile can be sent. The host supplies them.
/// Thread-safe.
/// </summary>
public interface IFormKeys
{
    /// <summary>Id of the key for new tokens.</summary>
    byte Current { get; }

    /// <summary>Derives a key.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="purpose">What it is for; keys of different purposes have nothing to do with each other.</param>
    /// <param name="key">Filled with it.</param>
    /// <returns>False if there is none with the id, or none any more.</returns>
    bool TryDerive(byte id, string purpose, Span<byte> key);
}
