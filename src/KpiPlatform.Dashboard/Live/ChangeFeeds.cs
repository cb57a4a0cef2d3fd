using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>The feeds of changes: one for each topic and key. Thread-safe.</summary>
internal sealed class ChangeFeeds(IPlatformChannel channel, DashboardOptions options, TimeProvider time, ILogger<ChangeFeed> logger)
    : SharedFeeds<(string Fingerprint, ChangeTopic Topic), ChangeFeed>
{
    /// <summary>Joins a feed.</summary>
    /// <returns>To be disposed of when the page leaves.</returns>
    public Subscription Join(Session session, ChangeTopic topic) =>
        Join((session.Fingerprint, topic), () => new ChangeFeed(topic, new PlatformClients(channel, session.Key, time, options.CallTimeout), time, logger));
}
