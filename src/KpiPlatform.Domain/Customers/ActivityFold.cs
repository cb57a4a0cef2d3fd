using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>When the customer last acted: feeds active_customers per period.</summary>
public sealed class ActivityFold
{
    private int? _lastActDay;

    /// <summary>Latest interaction of any kind; null before the first.</summary>
    public Instant? LastInteractionAt { get; private set; }

    /// <summary>Takes the next interaction in fold order.</summary>
    internal void Apply(Interaction interaction, int day, FoldContext context, ContributionSink sink)
    {
        LastInteractionAt = interaction.OccurredAt;
        if (!OwnActs.Contains(interaction.Facts) || _lastActDay == day)
            return;
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (context.Periods.Keeps(start) && (_lastActDay is not { } last || last < start))
                sink.Add(BuiltInMeasures.ActiveCustomers, context.Periods[g], day, 1);
        }

        _lastActDay = day;
    }

    internal ActivityFold Clone() => (ActivityFold)MemberwiseClone();

    internal void Write(StateWriter writer)
    {
        writer.OptionalTime(LastInteractionAt);
        writer.Flag(_lastActDay is not null);
        writer.Signed(_lastActDay ?? 0);
    }

    internal static ActivityFold Read(ref StateReader reader)
    {
        var fold = new ActivityFold { LastInteractionAt = reader.OptionalTime() };
        var acted = reader.Flag();
        var day = reader.Int();
        fold._lastActDay = acted ? day : null;
        return fold;
    }
}
