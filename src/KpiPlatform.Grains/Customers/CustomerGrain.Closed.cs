using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// Closed periods. What merely arrives late is never refused. A correction, and an observation, is somebody's decision on what a period
/// says; in one that a scorecard of the tenant has closed it is refused.
/// </content>
public sealed partial class CustomerGrain
{
    /// <summary>Closed periods as this process knows them, a second or few after the closing; what slips in between shows as a late adjustment.</summary>
    private IReadOnlyList<ClosedDays> ClosedDays => (_definitions.Latest(_tenant) ?? _context.Definition).ClosedDays;

    private bool MayBeDecided(EncodedInteraction interaction) =>
        (interaction.Revision > 0 || interaction.Kind == InteractionKind.Observation) && ClosedDays.Count > 0;

    /// <summary>Refuses a correction that changes, and an observation that is dated in, a closed period.</summary>
    /// <param name="interaction">What is to be recorded.</param>
    /// <param name="known">What it may correct.</param>
    /// <param name="isWhole">Whether that is everything; else what is in the journal is looked at as well.</param>
    /// <param name="cancellationToken">Ends reading the journal.</param>
    private async Task<RecordResult> CheckClosedAsync(EncodedInteraction interaction, IReadOnlyList<EncodedInteraction> known, bool isWhole, CancellationToken cancellationToken)
    {
        if (ClosedAt(interaction.OccurredAt) is { } closed)
            return Refused(interaction.Revision > 0 ? "A correction" : "An observation", closed);
        if (interaction.Revision == 0)
            return RecordResult.Accepted;

        // What it replaces may lie in a closed period, too.
        if (!isWhole)
        {
            await DrainAsync();
            known = [.. await ReadAllAsync(cancellationToken), .. known];
        }

        foreach (var earlier in known)
        {
            if (earlier.IdentityHash == interaction.IdentityHash && earlier.Member == interaction.Member && ClosedAt(earlier.OccurredAt) is { } left)
                return Refused("What this corrects", left);
        }

        return RecordResult.Accepted;
    }

    private ClosedDays? ClosedAt(Instant occurredAt)
    {
        var day = _context.Definition.Calendar.DayOf(occurredAt);
        return ClosedDays.FirstOrDefault(days => days.Contains(day));
    }

    private static RecordResult Refused(string what, ClosedDays closed) => new(
        RecordStatus.Rejected,
        "PERIOD_CLOSED",
        $"{what} lies in {closed.Label}, which scorecard \"{closed.Scorecard}\" has closed: its values stay. Record what is to change as a new interaction of today.",
        "occur_time");
}
