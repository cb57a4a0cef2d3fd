using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>
/// The comments on a scorecard: each a document of its own, whose key says on what and when it is; the keys are kept in memory, so
/// that an evaluation counts comments without asking the database. Used by one grain only.
/// </summary>
internal sealed class ScorecardComments(IStateStore store, string prefix)
{
    private const string Kind = "scorecard-comment";
    private const int PageSize = 1_000;
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Reads which comments there are.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = await store.ListKeysAsync(Kind, prefix, after, PageSize, cancellationToken);
            _keys.UnionWith(page.Select(key => key[prefix.Length..]));
            if (page.Count < PageSize)
                return;
            after = page[^1];
        }
    }

    /// <summary>Number of comments on a period by an instant, by indicator.</summary>
    public IReadOnlyDictionary<IndicatorPath, int> CountsAt(KpiPeriod period, Instant instant)
    {
        var counts = new Dictionary<IndicatorPath, int>();
        foreach (var key in KeysOf(PeriodPart(period)))
        {
            var (path, ticks) = Parse(key);
            if (ticks <= instant.ToUnixTimeTicks())
                counts[path] = counts.GetValueOrDefault(path) + 1;
        }

        return counts;
    }

    /// <summary>Adds a comment.</summary>
    public async Task AddAsync(ScorecardComment comment, KpiPeriod period, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{PeriodPart(period)}{comment.Indicator}/{comment.Id}");
        await store.WriteAsync(Kind, prefix + key, expectedEtag: null, Encoding.UTF8.GetBytes(GrainJson.Write(comment)), cancellationToken);
        _keys.Add(key);
    }

    /// <summary>One page of comments.</summary>
    /// <param name="period">On this period.</param>
    /// <param name="indicator">Only on this indicator; empty for all.</param>
    /// <param name="after">Continue after "indicator/id" of this comment; empty for the first page.</param>
    /// <param name="limit">Most comments.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<IReadOnlyList<ScorecardComment>> ListAsync(KpiPeriod period, string indicator, string after, int limit, CancellationToken cancellationToken)
    {
        var part = PeriodPart(period) + (indicator.Length == 0 ? string.Empty : $"{indicator}/");
        var place = PeriodPart(period) + after;
        var wanted = KeysOf(part).Where(key => after.Length == 0 || string.CompareOrdinal(key, place) > 0).Take(limit).ToList();
        var comments = new List<ScorecardComment>(wanted.Count);
        foreach (var key in wanted)
        {
            if (await store.ReadAsync(Kind, prefix + key, cancellationToken) is { } stored)
                comments.Add(GrainJson.Read<ScorecardComment>(Encoding.UTF8.GetString(stored.Payload.Span)));
        }

        return comments;
    }

    /// <summary>An id that sorts by time.</summary>
    public static string NewId(Instant now) => string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeTicks():D20}-{Guid.NewGuid():N}");

    /// <summary>Deletes all of them.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _keys)
        {
            if (await store.ReadAsync(Kind, prefix + key, cancellationToken) is { } stored)
                await store.DeleteAsync(Kind, prefix + key, stored.Etag, cancellationToken);
        }

        _keys.Clear();
    }

    private static string PeriodPart(KpiPeriod period) => string.Create(CultureInfo.InvariantCulture, $"{period.FromDay}_{period.ToDay}/");

    private static (IndicatorPath Path, long Ticks) Parse(string key)
    {
        var parts = key.Split('/');
        var id = parts[4];
        return (new(parts[1], parts[2], parts[3]), long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private IEnumerable<string> KeysOf(string part) => _keys.GetViewBetween(part, part + char.MaxValue);
}
