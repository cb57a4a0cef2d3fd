namespace KpiPlatform.Domain.Journal;

/// <summary>One condition of a filter. A customer without a value meets no condition but NotEqual.</summary>
/// <param name="Field">The field.</param>
/// <param name="Comparison">How to compare.</param>
/// <param name="Number">What to compare with, in the field's unit (minor units, microseconds); unused for CustomerId.</param>
/// <param name="Text">What to compare with, for CustomerId and texts of attributes; null otherwise.</param>
public sealed record CustomerCondition(CustomerField Field, Comparison Comparison, double Number, string? Text)
{
    /// <summary>Key of an attribute, or id of an indicator; empty for the other fields.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>Whether an attribute is compared as an instant, <see cref="Number"/> being microseconds since 1970.</summary>
    public bool IsTime { get; init; }
}
