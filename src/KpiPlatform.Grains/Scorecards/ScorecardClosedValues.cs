using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// The values of closed periods, each stored once and never changed: whatever is recorded, counted anew or redefined later, a closed
/// period answers them. The first to store wins, so that all readers see the same. Used by one grain only.
/// </summary>
internal sealed class ScorecardClosedValues(IStateStore store, string prefix)
{
    private const string Kind = "scorecard-closed";
    private const int MaxCached = 64;
    private const int PageSize = 1_000;
    private readonly Dictionary<string, ClosedValues> _cache = [];

    /// <summary>Keeps values, unless the period has some: then those.</summary>
    public async Task<ClosedValues> KeepAsync(PeriodClosure closing, ClosedValues values, CancellationToken cancellationToken)
    {
        var etag = await store.WriteAsync(Kind, Key(closing), expectedEtag: null, Encoding.UTF8.GetBytes(GrainJson.Write(values)), cancellationToken);
        return etag is null
            ? await FindAsync(closing, cancellationToken) ?? throw new InvalidOperationException($"The values of {closing.Label} are neither there nor can they be stored.")
            : Cached(Key(closing), values);
    }

    /// <summary>The values of a closed period, or null if none are kept yet.</summary>
    public async Task<ClosedValues?> FindAsync(PeriodClosure closing, CancellationToken cancellationToken)
    {
        var key = Key(closing);
        if (_cache.TryGetValue(key, out var known))
            return known;
        return await store.ReadAsync(Kind, key, cancellationToken) is { } stored
            ? Cached(key, GrainJson.Read<ClosedValues>(Encoding.UTF8.GetString(stored.Payload.Span)))
            : null;
    }

    /// <summary>Deletes all of them.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        _cache.Clear();
        IReadOnlyList<string> page;
        do
        {
            page = await store.ListKeysAsync(Kind, prefix, after: null, PageSize, cancellationToken);
            foreach (var key in page)
            {
                if (await store.ReadAsync(Kind, key, cancellationToken) is { } stored)
                    await store.DeleteAsync(Kind, key, stored.Etag, cancellationToken);
            }
        }
        while (page.Count == PageSize);
    }

    private ClosedValues Cached(string key, ClosedValues values)
    {
        if (_cache.Count >= MaxCached)
            _cache.Clear();
        return _cache[key] = values;
    }

    /// <summary>With the instant of the closing: values that were stored for a closing that did not come about are nobody's.</summary>
    private string Key(PeriodClosure closing) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{closing.FromDay}_{closing.ToDay}_{closing.ClosedAt.ToUnixTimeTicks()}");
}
