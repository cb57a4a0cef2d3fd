namespace KpiPlatform.Domain.Formulas;

/// <summary>A number with its sign turned.</summary>
internal sealed record NegateNode(int Offset, FormulaNode Operand) : FormulaNode(Offset, Operand.Depth + 1);
