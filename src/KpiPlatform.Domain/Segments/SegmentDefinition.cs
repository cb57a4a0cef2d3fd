using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Segments;

/// <summary>A named set of customers: all that meet a filter, looked at when it is asked for.</summary>
/// <param name="Id">Id, 1 to 64 characters of a-z, 0-9, "-" and "_".</param>
/// <param name="DisplayName">At most 200 bytes.</param>
/// <param name="Filter">Conditions in the language of lists of customers; the edge checks them.</param>
public sealed record SegmentDefinition(string Id, string DisplayName, string Filter)
{
    /// <summary>What it is for, at most 2,000 bytes.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Request that created it; empty if none was given.</summary>
    public string RequestId { get; init; } = string.Empty;

    /// <summary>When it was created, ticks of 100 ns since 1970; 0 if that is not known.</summary>
    public long CreatedAtTicks { get; init; }

    /// <summary>When it was changed last, ticks of 100 ns since 1970; 0 if that is not known.</summary>
    public long UpdatedAtTicks { get; init; }

    /// <summary>Most segments of a tenant.</summary>
    public const int MaxSegments = 64;

    /// <summary>Most UTF-8 bytes of a filter.</summary>
    public const int MaxFilterBytes = 2_048;

    private const int MaxNameBytes = 200;
    private const int MaxDescriptionBytes = 2_000;

    /// <summary>Checks a tenant's segments.</summary>
    /// <param name="settings">Settings with the segments.</param>
    /// <param name="path">Path of the list, for errors.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static void Check(TenantSettings settings, string path)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var segments = settings.Segments;
        RequireCount(segments.Count, 0, MaxSegments, "segments", path);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Count; i++)
        {
            var own = $"{path}[{i}]";
            RequireId(segments[i].Id, $"{own}.id");
            RequireUnique(ids, segments[i].Id, $"{own}.id");
            RequireText(segments[i].DisplayName, MaxNameBytes, $"{own}.display_name");
            RequireText(segments[i].Description, MaxDescriptionBytes, $"{own}.description");
            RequireText(segments[i].Filter, MaxFilterBytes, $"{own}.filter");
            if (string.IsNullOrWhiteSpace(segments[i].Filter))
                throw Invalid("REQUIRED", "A segment has a filter, such as orders >= 2.", $"{own}.filter");
        }

        // Last, because they may name one another.
        for (var i = 0; i < segments.Count; i++)
            CustomerFilterParser.Parse(segments[i].Filter, new(settings) { Field = $"{path}[{i}].filter", Within = [segments[i].Id] });
    }

    /// <summary>Ids of the segments whose filters name a segment.</summary>
    /// <param name="settings">Settings with the segments.</param>
    /// <param name="id">The segment.</param>
    public static IReadOnlyList<string> UsersOf(TenantSettings settings, string id)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var without = settings with { Segments = [.. settings.Segments.Where(segment => !string.Equals(segment.Id, id, StringComparison.Ordinal))] };
        return [.. without.Segments.Where(segment => !CanBeRead(segment, without)).Select(segment => segment.Id)];
    }

    private static bool CanBeRead(SegmentDefinition segment, TenantSettings settings)
    {
        try
        {
            CustomerFilterParser.Parse(segment.Filter, new(settings) { Within = [segment.Id] });
            return true;
        }
        catch (DomainException)
        {
            return false;
        }
    }
}
