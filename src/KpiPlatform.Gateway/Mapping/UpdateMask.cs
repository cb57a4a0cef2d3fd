using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Mapping;

/// <summary>Which fields an update changes (AIP-134): those of its mask, or all.</summary>
internal sealed class UpdateMask
{
    private const string All = "*";
    private readonly HashSet<string>? _paths;

    private UpdateMask(HashSet<string>? paths) => _paths = paths;

    /// <summary>Whether a field is changed.</summary>
    public bool Has(string path) => _paths is null || _paths.Contains(path);

    /// <summary>Reads a mask.</summary>
    /// <param name="mask">As sent; "*" means all.</param>
    /// <param name="changeable">The fields that can be changed.</param>
    /// <param name="outputOnly">Fields that a mask may name without effect, because callers send back what they read.</param>
    /// <param name="emptyIsAll">Whether a missing or empty mask means all; else it is refused.</param>
    /// <exception cref="DomainException">INVALID_UPDATE_MASK, or REQUIRED.</exception>
    public static UpdateMask Read(FieldMask? mask, IReadOnlyList<string> changeable, IReadOnlyList<string> outputOnly, bool emptyIsAll)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            return emptyIsAll
                ? new(null)
                : throw Invalid(Reasons.Required, $"update_mask is required: name the fields to change, of {string.Join(", ", changeable)}; or \"*\" for all.");
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in mask.Paths)
        {
            if (string.Equals(path, All, StringComparison.Ordinal))
            {
                return mask.Paths.Count == 1
                    ? new(null)
                    : throw Invalid(Reasons.InvalidUpdateMask, "\"*\" means all fields, so it stands alone in an update_mask.");
            }

            if (!changeable.Contains(path, StringComparer.Ordinal) && !outputOnly.Contains(path, StringComparer.Ordinal))
                throw Invalid(Reasons.InvalidUpdateMask, $"\"{DisplayText.Of(path)}\" is no field that can be updated: expected {string.Join(", ", changeable)}.");
            paths.Add(path);
        }

        return new(paths);
    }

    private static DomainException Invalid(string reason, string message) => new(ErrorKind.InvalidArgument, reason, message, "update_mask");
}
