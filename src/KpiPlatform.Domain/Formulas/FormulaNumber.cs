namespace KpiPlatform.Domain.Formulas;

/// <summary>A number, a condition (1 or 0), or no value and why. Immutable.</summary>
/// <param name="Value">The number; of no meaning without a value.</param>
/// <param name="NoValueReason">One of Indicators.NoValueReason; empty if there is a value.</param>
/// <param name="Sample">Observations that it rests on; null for what was written down.</param>
internal readonly record struct FormulaNumber(Exact Value, string NoValueReason, long? Sample)
{
    /// <summary>Whether there is one.</summary>
    public bool HasValue => NoValueReason.Length == 0;

    /// <summary>As a double; null if there is no value.</summary>
    public double? Number => HasValue ? Value.ToDouble() : null;

    /// <summary>A value, unless it has left the range of doubles.</summary>
    public static FormulaNumber Of(Exact value, long? sample) =>
        value.IsTooLarge ? None(Indicators.NoValueReason.NumberOutOfRange, sample) : new(value, string.Empty, sample);

    /// <summary>A condition.</summary>
    public static FormulaNumber Of(bool condition, long? sample) => new(condition ? Exact.One : Exact.Zero, string.Empty, sample);

    /// <summary>No value.</summary>
    public static FormulaNumber None(string reason, long? sample) => new(Exact.Zero, reason, sample);
}
