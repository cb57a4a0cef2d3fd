using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Segments;

/// <summary>A named set of customers: all that meet a filter, looked at when it is asked for.</summary>
/// <param name="Id">Id, 1 to 64 characters of a-z, 0-9, "-" and "_".</param>
/// <param name="DisplayName">At most 200 bytes.</param>
/// <param name="Filter">Conditions in the language of lists of customers; the edge checks them.</param>
public sealed record SegmentDefinition(string Id, string DisplayName, string Filter)
{
    /// <summary>Most segments of a tenant.</summary>
    public const int MaxSegments = 64;

    /// <summary>Most UTF-8 bytes of a filter.</summary>
    public const int MaxFilterBytes = 2_048;

    private const int MaxNameBytes = 200;

    /// <summary>Checks a tenant's segments.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="path">Path of the list, for errors.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static void Check(IReadOnlyList<SegmentDefinition> segments, string path)
    {
        ArgumentNullException.ThrowIfNull(segments);
        RequireCount(segments.Count, 0, MaxSegments, "segments", path);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Count; i++)
        {
            var own = $"{path}[{i}]";
            RequireId(segments[i].Id, $"{own}.id");
            RequireUnique(ids, segments[i].Id, $"{own}.id");
            RequireText(segments[i].DisplayName, MaxNameBytes, $"{own}.display_name");
            RequireText(segments[i].Filter, MaxFilterBytes, $"{own}.filter");
            if (string.IsNullOrWhiteSpace(segments[i].Filter))
                throw Invalid("REQUIRED", "A segment has a filter, such as orders >= 2.", $"{own}.filter");
        }
    }
}
