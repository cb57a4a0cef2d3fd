namespace KpiPlatform.Domain.Formulas;

/// <summary>A measure or an indicator.</summary>
/// <param name="Offset">Characters before it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Component">Component of the indicator; empty for the value.</param>
internal sealed record NameNode(int Offset, string Id, string Component) : FormulaNode(Offset, 1);
