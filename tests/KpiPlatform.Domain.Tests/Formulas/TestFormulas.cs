using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Formulas;

/// <summary>A tenant with two dimensions, to read formulas for.</summary>
internal static class TestFormulas
{
    public static TenantSettings Settings(params (string Id, string Formula)[] indicators) => new()
    {
        Dimensions = [new("channel", "channel", ["web", "store"]), new("my-plan", "attribute:plan", ["basic", "other"])],
        Indicators = [.. indicators.Select(indicator => new TenantIndicatorDefinition { Id = indicator.Id, Formula = indicator.Formula })],
    };

    public static TenantIndicators Tenant(params (string Id, string Formula)[] indicators) => TenantIndicators.Of(Settings(indicators));

    public static Formula Read(string formula)
    {
        var (read, error) = Tenant().Check(formula);
        error?.Message.ShouldBeNull($"{formula}");
        return read!;
    }

    public static FormulaError Error(string formula)
    {
        var (read, error) = Tenant().Check(formula);
        read.ShouldBeNull(formula);
        return error!;
    }

    /// <summary>The tree with every operation in parentheses.</summary>
    public static string Tree(FormulaNode node) => node switch
    {
        NumberNode number => number.Text,
        NameNode { Component: "" } name => name.Id,
        NameNode name => $"{name.Id}.<{name.Component}>",
        NegateNode negate => $"(- {Tree(negate.Operand)})",
        NotNode not => $"(not {Tree(not.Operand)})",
        BinaryNode binary => $"({binary.Operator} {Tree(binary.Left)} {Tree(binary.Right)})",
        CallNode call => $"({call.Function} {string.Join(' ', call.Arguments.Select(Tree))})",
        OverNode over => $"(over <{over.Dimension}> {Tree(over.Operand)})",
        AtNode at => $"(at {Tree(at.Operand)} <{at.Dimension}> <{at.Value}>)",
        _ => throw new InvalidOperationException(node.ToString()),
    };
}
