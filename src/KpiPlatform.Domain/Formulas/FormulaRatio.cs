namespace KpiPlatform.Domain.Formulas;

/// <summary>Numerator and denominator of a formula that is a ratio, but for factors written down.</summary>
internal sealed record FormulaRatio(FormulaNode Numerator, FormulaNode Denominator)
{
    /// <summary>The ratio that a formula is; null if it is none.</summary>
    public static FormulaRatio? Find(FormulaNode root) => root switch
    {
        CallNode { Function: FormulaFunction.Percent } percent => new(percent.Arguments[0], percent.Arguments[1]),
        BinaryNode { Operator: FormulaOperator.Divide } quotient when IsConstant(quotient.Right) => Find(quotient.Left),
        BinaryNode { Operator: FormulaOperator.Divide } quotient => new(WithoutFactor(quotient.Left), quotient.Right),
        BinaryNode { Operator: FormulaOperator.Multiply } product when IsConstant(product.Left) => Find(product.Right),
        BinaryNode { Operator: FormulaOperator.Multiply } product when IsConstant(product.Right) => Find(product.Left),
        _ => null,
    };

    private static FormulaNode WithoutFactor(FormulaNode node) => node switch
    {
        BinaryNode { Operator: FormulaOperator.Multiply } product when IsConstant(product.Left) => WithoutFactor(product.Right),
        BinaryNode { Operator: FormulaOperator.Multiply } product when IsConstant(product.Right) => WithoutFactor(product.Left),
        _ => node,
    };

    private static bool IsConstant(FormulaNode node) => node is NumberNode or NegateNode { Operand: NumberNode };
}
