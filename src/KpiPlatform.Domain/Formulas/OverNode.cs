namespace KpiPlatform.Domain.Formulas;

/// <summary>over(dimension, x): x for each value of a dimension.</summary>
/// <param name="Offset">Characters before the function.</param>
/// <param name="Dimension">Id of the dimension.</param>
/// <param name="DimensionOffset">Characters before that.</param>
/// <param name="Operand">x.</param>
internal sealed record OverNode(int Offset, string Dimension, int DimensionOffset, FormulaNode Operand) : FormulaNode(Offset, Operand.Depth + 1);
