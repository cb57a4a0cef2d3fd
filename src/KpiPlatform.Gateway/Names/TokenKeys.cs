using System.Security.Cryptography;
using System.Text.Json;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace KpiPlatform.Gateway.Names;

/// <summary>
/// The keys of tokens: in the database, so that tokens outlive a restart and are taken by all servers on it. A new one is made every 90 days and
/// used once all servers have read it; an old one goes when it has not been used for as long. Read before anything is served.
/// </summary>
internal sealed class TokenKeys(IStateStore store, TokenSeal seal, TimeProvider time) : BackgroundService
{
    private const string Key = "server";
    private const int SecretBytes = 32;
    private const int MaxAttempts = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>More than <see cref="Interval"/>: every server has read a key when it is first used.</summary>
    private static readonly Duration Announced = Duration.FromMinutes(15);

    private static readonly Duration Lifetime = Duration.FromDays(90);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the keys, and makes the next one or drops an old one if it is time.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = await store.ReadAsync(TokenKeyDocuments.Kind, Key, cancellationToken);
            var keys = stored is null ? [] : JsonSerializer.Deserialize<List<TokenKey>>(stored.Payload.Span, GrainJson.Options)!;
            var due = Due(keys, time.Now());
            if (due.SequenceEqual(keys)
                || await store.WriteAsync(TokenKeyDocuments.Kind, Key, stored?.Etag, JsonSerializer.SerializeToUtf8Bytes(due, GrainJson.Options), cancellationToken) is not null)
            {
                seal.Use(due);
                return;
            }

            // Another server was first; its keys are as good.
            if (attempt == MaxAttempts)
                throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The keys of tokens were changed again and again; retry later.");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await ReadAsync(stoppingToken);
                }
                catch (DomainException)
                {
                    // Storage is away, which is told where it matters. Until it is back the keys at hand are right.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private static List<TokenKey> Due(List<TokenKey> keys, Instant now)
    {
        if (keys.Count == 0)
            return [Make(keys, now)];
        var byTime = keys.OrderBy(key => key.From).ToList();
        if (byTime[^1].From + Lifetime <= now)
            byTime.Add(Make(keys, now + Announced));

        // One that was replaced so long ago that nothing sealed with it is worth reading.
        while (byTime.Count > 1 && byTime[1].From + Lifetime <= now)
            byTime.RemoveAt(0);
        return byTime;
    }

    private static TokenKey Make(List<TokenKey> keys, Instant from)
    {
        var id = (byte)(keys.Count == 0 ? 1 : keys.MaxBy(key => key.From)!.Id + 1);
        return new(id, RandomNumberGenerator.GetBytes(SecretBytes), from);
    }
}
