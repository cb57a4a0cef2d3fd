using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Gateway.Access;

/// <summary>Writes down when keys were used last, all at once and once a minute: it is for people who tidy up, and no call waits for it. What was not written when the server ends is lost.</summary>
internal sealed class KeyUses(IAccessKeyStore store, TimeProvider time) : BackgroundService
{
    private const int MaxNoted = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, KeyUse> _noted = new(StringComparer.Ordinal);

    /// <summary>Notes a use.</summary>
    public void Note(KeyUse use)
    {
        if (_noted.Count < MaxNoted || _noted.ContainsKey(use.Id))
            _noted[use.Id] = use;
    }

    /// <summary>Writes what is noted.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        List<KeyUse> uses = [];
        foreach (var id in _noted.Keys)
        {
            if (_noted.TryRemove(id, out var use))
                uses.Add(use);
        }

        if (uses.Count == 0)
            return;
        try
        {
            await store.TouchAsync(uses, cancellationToken);
        }
        catch (DomainException)
        {
            // Storage is away, which is told where it matters. The next use of each key notes it again.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync(CancellationToken.None);
        }
    }
}
