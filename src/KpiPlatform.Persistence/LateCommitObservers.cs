using KpiPlatform.Domain.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Persistence;

/// <summary>All registered observers, asked for at the first commit: they may themselves need the ports of the module that tells them. Thread-safe.</summary>
internal sealed class LateCommitObservers(IServiceProvider provider) : ICommitObserver
{
    private readonly Lazy<ICommitObserver[]> _observers = new(() => [.. provider.GetServices<ICommitObserver>()]);

    /// <inheritdoc/>
    public void OnCommitted(Commit commit)
    {
        foreach (var observer in _observers.Value)
            observer.OnCommitted(commit);
    }
}
