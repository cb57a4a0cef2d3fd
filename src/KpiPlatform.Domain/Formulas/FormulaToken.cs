namespace KpiPlatform.Domain.Formulas;

/// <summary>A token of a formula.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of symbols the one spelling.</param>
/// <param name="Offset">Characters before it.</param>
internal readonly record struct FormulaToken(FormulaTokenKind Kind, string Text, int Offset)
{
    /// <summary>Whether it is this symbol or word.</summary>
    public bool Is(string text) => Kind is FormulaTokenKind.Symbol or FormulaTokenKind.Word && string.Equals(Text, text, StringComparison.Ordinal);

    /// <summary>As an error names it.</summary>
    public override string ToString() => Kind switch
    {
        FormulaTokenKind.End => "the end",
        FormulaTokenKind.Text => $"\"{Identity.DisplayText.Of(Text)}\"",
        _ => $"'{Identity.DisplayText.Of(Text)}'",
    };
}
