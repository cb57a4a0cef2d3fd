using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>
/// Works out who enters and leaves. What was told last is the beginning, and every difference is told once: so the events of a customer,
/// played one after the other, always give the segments that it is in. Not thread-safe.
/// </summary>
/// <param name="set">The segments.</param>
/// <param name="definition">Stands for them and for the settings that they look at; another number makes every customer be looked at anew.</param>
/// <param name="before">What was told last of the customers concerned; who is missing is in no segment.</param>
public sealed class SegmentLedger(SegmentSet set, long definition, IReadOnlyDictionary<CustomerNumber, SegmentStanding> before)
{
    // A customer that was not looked at for so many changes of silence is looked at as it is now.
    private const int MaxSilentChanges = 1_000;
    private readonly Dictionary<CustomerNumber, SegmentStanding> _standings = [];
    private readonly HashSet<CustomerNumber> _gone = [];
    private readonly List<SegmentChange> _events = [];

    /// <summary>What came of it.</summary>
    public SegmentChanges Changes => new([.. _standings.Values], [.. _gone], _events);

    /// <summary>A customer is, or has become, what the facts say. One that was looked at in a later version is left as it is.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="at">Since when.</param>
    /// <param name="cause">Why it is looked at.</param>
    public void Look(CustomerNumber customer, CustomerFacts facts, Instant at, SegmentCause cause)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var standing = Standing(customer);
        if (standing?.Version > facts.Version)
            return;
        if (standing?.Version == facts.Version && standing.Definition == definition)
            PassTime(standing, facts, at);
        else
            Settle(customer, standing, facts, at, standing?.Version == facts.Version ? SegmentCause.Definition : cause);
    }

    /// <summary>A customer is no more: it leaves all segments.</summary>
    public void Remove(CustomerNumber customer, Instant at)
    {
        if (Standing(customer) is not { } standing)
            return;
        Tell(customer, standing.Segments, [], at, SegmentCause.Gone);
        _standings.Remove(customer);
        _gone.Add(customer);
    }

    /// <summary>Nothing happened but that time went by: each change is told as of when it came.</summary>
    private void PassTime(SegmentStanding standing, CustomerFacts facts, Instant now)
    {
        for (var changes = 0; standing.DueAt is { } due && due <= now; changes++)
        {
            standing = Settle(standing.Customer, standing, facts, changes < MaxSilentChanges ? due : now, SegmentCause.Silence);
        }
    }

    private SegmentStanding Settle(CustomerNumber customer, SegmentStanding? standing, CustomerFacts facts, Instant at, SegmentCause cause)
    {
        var segments = set.MembershipsOf(facts, at);
        Tell(customer, standing?.Segments ?? [], segments, at, cause);
        _gone.Remove(customer);
        return _standings[customer] = new(customer, facts.Version, definition, set.NextChange(facts, at), segments);
    }

    private void Tell(CustomerNumber customer, IReadOnlyList<string> from, IReadOnlyList<string> to, Instant at, SegmentCause cause)
    {
        foreach (var left in from.Except(to, StringComparer.Ordinal))
            _events.Add(new(customer, left, HasEntered: false, cause, at));
        foreach (var entered in to.Except(from, StringComparer.Ordinal))
            _events.Add(new(customer, entered, HasEntered: true, cause, at));
    }

    private SegmentStanding? Standing(CustomerNumber customer)
    {
        if (_standings.TryGetValue(customer, out var changed))
            return changed;
        return _gone.Contains(customer) ? null : before.GetValueOrDefault(customer);
    }
}
