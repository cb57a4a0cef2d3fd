namespace KpiPlatform.Gateway.Names;

/// <summary>
/// Secrets of the installation, for what else of the host has to be told from what others made up: derived from the keys of tokens, which stand in the
/// database, are the same on all servers on it and are replaced by and by. Usable once the gateway has started. Thread-safe.
/// </summary>
public interface IServerSecrets
{
    /// <summary>Id of the key to use for what is new.</summary>
    byte Current { get; }

    /// <summary>Derives a secret by HKDF-SHA-256.</summary>
    /// <param name="id">Id of the key.</param>
    /// <param name="purpose">What it is for; secrets of different purposes have nothing to do with each other, nor with tokens.</param>
    /// <param name="secret">Filled with it; at least one byte.</param>
    /// <returns>False if there is no key with the id, or none any more.</returns>
    bool TryDerive(byte id, string purpose, Span<byte> secret);
}
