using KpiPlatform.Dashboard.Scorecards;

namespace KpiPlatform.Dashboard.Live;

/// <summary>What is rendered of scorecards that open pages look at: once for each scorecard and period, whoever looks. Thread-safe.</summary>
internal sealed class SharedCards(FragmentRenderer renderer) : SharedFeeds<SharedCards.CardKey, CardFrames>
{
    /// <summary>Joins the feeds of a scorecard.</summary>
    /// <returns>To be disposed of when the feed ends.</returns>
    public Subscription Join(CardContext context) =>
        Join(new(context.Tenant, context.Scorecard, context.Period ?? string.Empty, context.Calendar.Zone), () => new CardFrames(renderer, context));

    /// <summary>What is rendered: everything that a page shows of a scorecard besides its values follows from it.</summary>
    internal sealed record CardKey(string Tenant, string Scorecard, string Period, string Zone);
}
