using System.Text.RegularExpressions;

namespace KpiPlatform.Domain.Identity;

/// <summary>Id of a tenant: 1 to 64 characters of a-z, 0-9 and "-", starting with a letter. Compared ordinally.</summary>
public readonly partial record struct TenantId
{
    private readonly string? _value;

    private TenantId(string value) => _value = value;

    /// <summary>The text; throws if the struct was never set, because there is no default tenant.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A TenantId was used that was never set; there is no default tenant.");

    /// <summary>Parses an id.</summary>
    /// <param name="text">The id.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_TENANT_ID, naming the field.</exception>
    public static TenantId Parse(string? text, string field = "tenant_id") =>
        text is not null && Pattern().IsMatch(text)
            ? new TenantId(text)
            : throw new DomainException(
                ErrorKind.InvalidArgument,
                "INVALID_TENANT_ID",
                $"\"{DisplayText.Of(text)}\" is not a tenant id: use 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.",
                field);

    /// <summary>Parses an id; false if it is none.</summary>
    public static bool TryParse(string? text, out TenantId tenant)
    {
        var isOne = text is not null && Pattern().IsMatch(text);
        tenant = isOne ? new TenantId(text!) : default;
        return isOne;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
