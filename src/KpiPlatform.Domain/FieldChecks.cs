using System.Text;
using System.Text.RegularExpressions;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain;

/// <summary>Checks that several definitions share. Each throws a <see cref="DomainException"/> of INVALID_ARGUMENT that names the field.</summary>
internal static partial class FieldChecks
{
    /// <summary>1 to 64 characters of a-z, 0-9, "-" and "_".</summary>
    public static void RequireId(string? id, string field)
    {
        if (id is null || !IdPattern().IsMatch(id))
            throw Invalid("INVALID_ID", $"\"{DisplayText.Of(id)}\" is not an id: use 1 to 64 characters of a-z, 0-9, '-' and '_'.", field);
    }

    /// <summary>An id not seen among its siblings before.</summary>
    public static void RequireUnique(HashSet<string> seen, string id, string field)
    {
        if (!seen.Add(id))
            throw Invalid("DUPLICATE_ID", $"The id \"{DisplayText.Of(id)}\" is given twice: give each its own.", field);
    }

    /// <summary>Text of at most so many UTF-8 bytes, without control characters other than line breaks and tabs.</summary>
    public static void RequireText(string? text, int maxBytes, string field)
    {
        if (text is null)
            return;
        if (text.Length > maxBytes || Encoding.UTF8.GetByteCount(text) > maxBytes)
            throw Invalid("TEXT_TOO_LONG", $"The text has more than {maxBytes} UTF-8 bytes.", field);
        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
            throw Invalid("INVALID_TEXT", "The text has control characters.", field);
    }

    /// <summary>A count within limits.</summary>
    public static void RequireCount(int count, int min, int max, string what, string field)
    {
        if (count < min || count > max)
            throw Invalid("INVALID_COUNT", $"There are {count} {what}; {min} to {max} are allowed.", field);
    }

    /// <summary>A finite number.</summary>
    public static void RequireFinite(double? number, string field)
    {
        if (number is { } value && !double.IsFinite(value))
            throw Invalid("INVALID_NUMBER", $"{value} is not a finite number.", field);
    }

    /// <summary>The error of a wrong field.</summary>
    public static DomainException Invalid(string reason, string message, string field) => new(ErrorKind.InvalidArgument, reason, message, field);

    [GeneratedRegex("^[a-z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();
}
