namespace KpiPlatform.Domain.Formulas;

/// <summary>A condition turned round.</summary>
internal sealed record NotNode(int Offset, FormulaNode Operand) : FormulaNode(Offset, Operand.Depth + 1);
