using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// The definitions that were replaced, each stored once and never changed, before the one that replaces it is. So a version that
/// the scorecard's log names is here or is the current one. Used by one grain only.
/// </summary>
internal sealed class ScorecardVersions(IStateStore store, string prefix)
{
    private const string Kind = "scorecard-version";
    private const int MaxCached = 8;
    private const int PageSize = 1_000;
    private readonly Dictionary<long, ScorecardDefinition> _cache = [];

    /// <summary>Keeps a definition. Again is no harm: what a version says never changes.</summary>
    public async Task KeepAsync(long version, string definitionJson, CancellationToken cancellationToken) =>
        await store.WriteAsync(Kind, Key(version), expectedEtag: null, Encoding.UTF8.GetBytes(definitionJson), cancellationToken);

    /// <summary>The definition of a version, or null if it is not kept.</summary>
    public async Task<ScorecardDefinition?> FindAsync(long version, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(version, out var known))
            return known;
        if (await store.ReadAsync(Kind, Key(version), cancellationToken) is not { } stored)
            return null;
        var definition = GrainJson.Read<ScorecardDefinition>(Encoding.UTF8.GetString(stored.Payload.Span));
        if (_cache.Count >= MaxCached)
            _cache.Clear();
        return _cache[version] = definition;
    }

    /// <summary>Deletes all of them.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        _cache.Clear();
        foreach (var key in await store.ListKeysAsync(Kind, prefix, after: null, PageSize, cancellationToken))
        {
            if (await store.ReadAsync(Kind, key, cancellationToken) is { } stored)
                await store.DeleteAsync(Kind, key, stored.Etag, cancellationToken);
        }
    }

    private string Key(long version) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{version:D10}");
}
