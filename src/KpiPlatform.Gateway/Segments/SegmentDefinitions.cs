using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Gateway.Segments;

/// <summary>Finds and checks the segments in a tenant's settings.</summary>
internal static class SegmentDefinitions
{
    private const string Path = "tenant.segments";
    private const string Sent = "segment";

    /// <summary>The segment of an id.</summary>
    /// <exception cref="DomainException">SEGMENT_NOT_FOUND.</exception>
    public static SegmentDefinition Get(TenantSettings settings, string id, string field) =>
        Find(settings, id) ?? throw new DomainException(ErrorKind.NotFound, "SEGMENT_NOT_FOUND", $"The tenant has no segment \"{DisplayText.Of(id)}\".", field);

    /// <summary>The segment of an id, or null.</summary>
    public static SegmentDefinition? Find(TenantSettings settings, string id) =>
        settings.Segments.FirstOrDefault(segment => string.Equals(segment.Id, id, StringComparison.Ordinal));

    /// <summary>Settings with a segment put in its place, or behind all others; checked.</summary>
    /// <exception cref="DomainException">INVALID_ARGUMENT; fields of the segment are named as it was sent.</exception>
    public static TenantSettings Put(TenantSettings settings, SegmentDefinition segment)
    {
        var known = settings.Segments.ToList();
        var at = known.FindIndex(one => string.Equals(one.Id, segment.Id, StringComparison.Ordinal));
        if (at < 0)
        {
            at = known.Count;
            known.Add(segment);
        }
        else
        {
            known[at] = segment;
        }

        return Checked(settings with { Segments = known }, at);
    }

    /// <summary>Settings without a segment.</summary>
    /// <exception cref="DomainException">IN_USE, naming the users.</exception>
    public static TenantSettings Remove(TenantSettings settings, string id)
    {
        var users = SegmentDefinition.UsersOf(settings, id);
        if (users.Count > 0)
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition,
                "IN_USE",
                $"\"{DisplayText.Of(id)}\" is used by the {(users.Count == 1 ? "segment" : "segments")} {string.Join(", ", users)}. Change or delete that first.",
                "name");
        }

        return settings with { Segments = [.. settings.Segments.Where(segment => !string.Equals(segment.Id, id, StringComparison.Ordinal))] };
    }

    private static TenantSettings Checked(TenantSettings settings, int at)
    {
        try
        {
            SegmentDefinition.Check(settings, Path);
        }
        catch (DomainException exception) when (exception.Field?.StartsWith($"{Path}[{at}].", StringComparison.Ordinal) == true)
        {
            var field = exception.Field[$"{Path}[{at}].".Length..];
            throw new DomainException(exception.Kind, exception.Reason, exception.Message, string.Equals(field, "id", StringComparison.Ordinal) ? "segment_id" : $"{Sent}.{field}");
        }

        return settings;
    }
}
