namespace KpiPlatform.Domain.Formulas;

/// <summary>What a formula comes to: a number, and for a vector one for each value of its dimension besides. Immutable.</summary>
/// <param name="Whole">The number; of a vector the same for the whole tenant.</param>
/// <param name="Parts">For each declared value of the dimension and then for the rest; null if it is no vector.</param>
internal sealed record FormulaValue(FormulaNumber Whole, IReadOnlyList<FormulaNumber>? Parts = null)
{
    /// <summary>Computes from values, part by part where one is a vector; a plain number stands for each of its parts.</summary>
    public static FormulaValue Combine(IReadOnlyList<FormulaValue> values, Func<IReadOnlyList<FormulaNumber>, FormulaNumber> compute)
    {
        var whole = compute([.. values.Select(value => value.Whole)]);
        if (values.FirstOrDefault(value => value.Parts is not null)?.Parts?.Count is not { } count)
            return new(whole);
        var parts = new FormulaNumber[count];
        for (var i = 0; i < count; i++)
            parts[i] = compute([.. values.Select(value => value.Parts?[i] ?? value.Whole)]);
        return new(whole, parts);
    }
}
