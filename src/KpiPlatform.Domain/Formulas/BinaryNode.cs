namespace KpiPlatform.Domain.Formulas;

/// <summary>Two operands and the operator between them.</summary>
internal sealed record BinaryNode(int Offset, FormulaOperator Operator, FormulaNode Left, FormulaNode Right)
    : FormulaNode(Offset, Math.Max(Left.Depth, Right.Depth) + 1);
