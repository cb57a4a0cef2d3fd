using System.Text;

namespace KpiPlatform.Domain.Identity;

/// <summary>
/// The tenant's own id of a customer: 1 to 128 UTF-8 bytes, no control characters. Compared ordinally.
/// <see cref="TenantFacts"/>, the empty id, stands for the tenant itself and holds facts such as spend.
/// </summary>
public readonly record struct CustomerId
{
    /// <summary>Longest id, in UTF-8 bytes.</summary>
    public const int MaxBytes = 128;

    private readonly string? _value;

    private CustomerId(string value) => _value = value;

    /// <summary>The pseudo-customer of facts of the tenant itself.</summary>
    public static CustomerId TenantFacts { get; } = new(string.Empty);

    /// <summary>The text; throws if the struct was never set.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A CustomerId was used that was never set.");

    /// <summary>Parses an id.</summary>
    /// <param name="text">The id.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_CUSTOMER_ID, naming the field.</exception>
    public static CustomerId Parse(string? text, string field = "customer") =>
        Problem(text) is { } problem
            ? throw new DomainException(ErrorKind.InvalidArgument, "INVALID_CUSTOMER_ID", $"\"{DisplayText.Of(text)}\" is not a customer id: {problem}.", field)
            : new CustomerId(text!);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string? Problem(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "it is empty; give 1 to 128 UTF-8 bytes";
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
            return $"it has {Encoding.UTF8.GetByteCount(text)} UTF-8 bytes, more than {MaxBytes}";
        foreach (var character in text)
        {
            if (char.IsControl(character))
                return "it has a control character";
            if (character == '\uFFFD')
                return "it has the replacement character U+FFFD, a sign of invalid UTF-8 at the sender";
        }

        return null;
    }
}
