namespace KpiPlatform.Domain.Journal;

/// <summary>Hears of every commit of this host's writer, after it returned and in commit order. Several may be registered.</summary>
public interface ICommitObserver
{
    /// <summary>Called once per commit. Must return quickly and not throw; what it misses is read from the journal later.</summary>
    void OnCommitted(Commit commit);
}
