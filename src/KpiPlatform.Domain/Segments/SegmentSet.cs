using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Segments;

/// <summary>
/// A tenant's segments, read. Who is in them is a function of the tenant's definition, the customer's state and the instant alone.
/// Immutable, thread-safe.
/// </summary>
public sealed class SegmentSet
{
    private readonly TenantDefinition _definition;
    private readonly List<(string Id, CustomerFilter Filter)> _segments = [];

    private SegmentSet(TenantDefinition definition)
    {
        _definition = definition;
        var settings = definition.Newest.Settings;
        foreach (var segment in settings.Segments)
            _segments.Add((segment.Id, CustomerFilterParser.Parse(segment.Filter, new(settings) { Within = [segment.Id] })));
        _segments.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
    }

    /// <summary>Ids of the segments, in ordinal order.</summary>
    public IReadOnlyList<string> Ids => [.. _segments.Select(segment => segment.Id)];

    /// <summary>The segments of a definition.</summary>
    /// <exception cref="DomainException">A filter of the settings cannot be read, which checked settings do not have.</exception>
    public static SegmentSet Of(TenantDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new(definition);
    }

    /// <summary>Ids of the segments that a customer is in at an instant, in ordinal order.</summary>
    public IReadOnlyList<string> MembershipsOf(CustomerFacts facts, Instant at)
    {
        if (_segments.Count == 0)
            return [];
        var moment = new FactsMoment(_definition, at);
        return [.. _segments.Where(segment => moment.Holds(segment.Filter, facts)).Select(segment => segment.Id)];
    }

    /// <summary>The first instant after another at which that may change though nothing happens; null if never.</summary>
    public Instant? NextChange(CustomerFacts facts, Instant after)
    {
        Instant? next = null;
        foreach (var (_, filter) in _segments)
        {
            if (new FactsHorizon(_definition, facts, after).Of(filter) is { } candidate && (next is not { } known || candidate < known))
                next = candidate;
        }

        return next;
    }
}
