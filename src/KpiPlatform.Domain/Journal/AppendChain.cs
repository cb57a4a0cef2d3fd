namespace KpiPlatform.Domain.Journal;

/// <summary>
/// Appends that build on one another: each was computed on the state that the one before leads to. Versions alone can't tell an
/// append computed on a lost one from a later one that fits by chance, so the link is explicit. Thread-safe.
/// </summary>
public sealed class AppendChain
{
    private volatile bool _isBroken;

    /// <summary>Whether an append of the chain was not committed; all later ones lose with <see cref="AppendStatus.Conflict"/>.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Breaks the chain for good. Called by the writer before it reports the fate of the append that broke it.</summary>
    public void Break() => _isBroken = true;
}
