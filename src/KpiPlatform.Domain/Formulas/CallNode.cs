namespace KpiPlatform.Domain.Formulas;

/// <summary>A function and its arguments.</summary>
internal sealed record CallNode(int Offset, FormulaFunction Function, IReadOnlyList<FormulaNode> Arguments)
    : FormulaNode(Offset, Arguments.Max(argument => argument.Depth) + 1);
