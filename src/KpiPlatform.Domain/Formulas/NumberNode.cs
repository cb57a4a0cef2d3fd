namespace KpiPlatform.Domain.Formulas;

/// <summary>A number written down, without sign.</summary>
/// <param name="Offset">Characters before it.</param>
/// <param name="Value">The number.</param>
/// <param name="Text">As written.</param>
internal sealed record NumberNode(int Offset, Exact Value, string Text) : FormulaNode(Offset, 1);
