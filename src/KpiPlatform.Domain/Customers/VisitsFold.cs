using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>Visits: sessions, time on site, visitors per period and those of them who buy.</summary>
public sealed class VisitsFold
{
    // Pseudonyms of the ids of online sessions, in order of their first visit.
    private List<ulong> _sessions = [];
    private int? _lastDay;

    /// <summary>Online sessions.</summary>
    public long Sessions => _sessions.Count;

    /// <summary>Σ duration of online visits, microseconds.</summary>
    public long OnlineMicroseconds { get; private set; }

    internal void Apply(Interaction interaction, Visit visit, int day, OrdersFold orders, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        if (visit.Place == VisitPlace.Online)
        {
            var session = Pseudonym.Of(visit.Session);
            if (!_sessions.Contains(session))
            {
                _sessions.Add(session);
                sink.AddFlow(context, interaction, profile, BuiltInMeasures.OnlineSessions, day, 1);
            }

            var microseconds = visit.Duration.Ticks / TimeSpan.TicksPerMicrosecond;
            OnlineMicroseconds += microseconds;
            sink.AddFlow(context, interaction, profile, BuiltInMeasures.OnlineMicroseconds, day, microseconds);
        }

        if (_lastDay == day)
            return;
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (!context.Periods.Keeps(start) || _lastDay >= start)
                continue;
            sink.Add(BuiltInMeasures.Visitors, context.Periods[g], day, 1);
            if (orders.Count > 0 && orders.LastDay >= start)
                sink.Add(BuiltInMeasures.VisitorsBuying, context.Periods[g], day, 1);
        }

        _lastDay = day;
    }

    /// <summary>An order is about to be counted; <paramref name="lastOrderDay"/> is the day of the one before it, null if it is the first.</summary>
    internal void Ordered(int day, int? lastOrderDay, FoldContext context, ContributionSink sink)
    {
        if (lastOrderDay == day)
            return;
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (context.Periods.Keeps(start) && _lastDay >= start && !(lastOrderDay >= start))
                sink.Add(BuiltInMeasures.VisitorsBuying, context.Periods[g], day, 1);
        }
    }

    internal VisitsFold Clone()
    {
        var clone = (VisitsFold)MemberwiseClone();
        clone._sessions = [.. _sessions];
        return clone;
    }

    internal void Write(StateWriter writer)
    {
        writer.Signed(OnlineMicroseconds);
        writer.Flag(_lastDay is not null);
        writer.Signed(_lastDay ?? 0);
        writer.Unsigned((ulong)_sessions.Count);
        foreach (var session in _sessions)
            writer.Fixed64(session);
    }

    internal static VisitsFold Read(ref StateReader reader)
    {
        var fold = new VisitsFold { OnlineMicroseconds = reader.Signed() };
        var visited = reader.Flag();
        var day = reader.Int();
        fold._lastDay = visited ? day : null;
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._sessions.Add(reader.Fixed64());
        return fold;
    }
}
