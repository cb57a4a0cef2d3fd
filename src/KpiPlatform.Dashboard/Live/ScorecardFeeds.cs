using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// The scorecards that open pages look at: one feed for each scorecard, period and key. Pages of people with different keys do not share one,
/// since the platform decides for each key, at any time, whether the stream goes on; they share what is rendered of it (<see cref="SharedCards"/>). Thread-safe.
/// </summary>
internal sealed class ScorecardFeeds(
    IPlatformChannel channel, TrendReader trends, SharedCards cards, DashboardOptions options, TimeProvider time, ILogger<ScorecardFeed> logger)
    : SharedFeeds<ScorecardFeeds.FeedKey, ScorecardFeed>
{
    /// <summary>Feeds at work for a scorecard and a period: as many as there are keys that look at it.</summary>
    public int CountOf(string tenant, string scorecard, string period) =>
        CountOf(key => key.Tenant == tenant && key.Scorecard == scorecard && key.Period == period);

    /// <summary>Joins a feed.</summary>
    /// <returns>To be disposed of when the page leaves.</returns>
    public Subscription Join(Session session, string tenant, string scorecard, string? period) => Join(new(session.Fingerprint, tenant, scorecard, period ?? string.Empty), () =>
    {
        var clients = new PlatformClients(channel, session.Key, time, options.CallTimeout);
        var context = new CardContext(tenant, scorecard, period, AsOf: null, new TenantCalendar("Etc/UTC"));
        return new ScorecardFeed(clients, session.Fingerprint, context, trends, cards, options, time, logger);
    });

    /// <summary>What a feed is about.</summary>
    internal sealed record FeedKey(string Fingerprint, string Tenant, string Scorecard, string Period);
}
