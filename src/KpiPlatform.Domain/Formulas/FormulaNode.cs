namespace KpiPlatform.Domain.Formulas;

/// <summary>A part of a formula as it was written. Immutable.</summary>
/// <param name="Offset">Characters before it: of an operator, before the operator itself.</param>
/// <param name="Depth">Levels of nodes, itself included.</param>
internal abstract record FormulaNode(int Offset, int Depth);
