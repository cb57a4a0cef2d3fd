using KpiPlatform.Domain.Alerts;
using NodaTime;

namespace KpiPlatform.Grains.Alerts;

/// <summary>A rule that is looked at, and what is known of its causes. Used by one look at a time.</summary>
internal sealed class TrackedRule(AlertRule rule, IReadOnlyDictionary<string, AlertStanding> standings)
{
    public AlertRule Rule { get; } = rule;

    /// <summary>Where its causes stand, as stored last; for a rule on a segment only the rule as a whole.</summary>
    public Dictionary<string, AlertStanding> Standings { get; } = new(standings, StringComparer.Ordinal);

    /// <summary>Values that open actions were told last, and when.</summary>
    public Dictionary<string, (double? Value, long At)> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>When it was looked at; null for not yet.</summary>
    public long? LookedAt { get; set; }

    /// <summary>The earliest instant at which a cause is due; null for none known.</summary>
    public Instant? NextDue { get; set; }

    /// <summary>Completes when the segment of the rule may have new events; null before the first look.</summary>
    public Task? SegmentMoved { get; set; }

    /// <summary>Value of some time ago, by cause, and the instant that it is of.</summary>
    public (Instant Then, IReadOnlyDictionary<string, double?> Values)? Past { get; set; }

    public AlertStanding Whole => Standings.GetValueOrDefault(string.Empty) ?? new(string.Empty);

    /// <summary>Takes in what was stored.</summary>
    public void Learn(AlertOutcome outcome)
    {
        foreach (var standing in outcome.Picture.Standings.Values.Concat(outcome.Changes.Standings))
            Standings[standing.Subject] = standing;
        NextDue = Standings.Values.Min(standing => standing.DueAt);
    }
}
