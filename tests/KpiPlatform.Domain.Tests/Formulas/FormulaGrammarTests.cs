using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Formulas;

namespace KpiPlatform.Domain.Tests.Formulas;

public sealed class FormulaGrammarTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData(" orders\n", "orders")]
    [InlineData("1 + 2 * 3", "(Add 1 (Multiply 2 3))")]
    [InlineData("(1 + 2) * 3", "(Multiply (Add 1 2) 3)")]
    [InlineData("8 - 4 - 2", "(Subtract (Subtract 8 4) 2)")]
    [InlineData("8 / 4 / 2", "(Divide (Divide 8 4) 2)")]
    [InlineData("8 ÷ 4 × 2 − 1", "(Subtract (Multiply (Divide 8 4) 2) 1)")]
    [InlineData("-a * b", "(Multiply (- a) b)")]
    [InlineData("a * -b", "(Multiply a (- b))")]
    [InlineData("--a", "(- (- a))")]
    [InlineData("-a - -b", "(Subtract (- a) (- b))")]
    [InlineData("a < b and c >= d or not e != f", "(Or (And (Less a b) (GreaterOrEqual c d)) (Not (NotEqual e f)))")]
    [InlineData("a ≤ b or c ≥ d and e ≠ f", "(Or (LessOrEqual a b) (And (GreaterOrEqual c d) (NotEqual e f)))")]
    [InlineData("not not a = b", "(not (not (Equal a b)))")]
    [InlineData("not a + 1 > 2", "(not (Greater (Add a 1) 2))")]
    [InlineData("if(a > 1, b, c)", "(If (Greater a 1) b c)")]
    [InlineData("min(a, b, c)", "(Min a b c)")]
    [InlineData("round(a / b, 2)", "(Round (Divide a b) 2)")]
    [InlineData("previous(growth(a))", "(Previous (Growth a))")]
    [InlineData("over(channel, revenue)", "(over <channel> revenue)")]
    [InlineData("over(\"my-plan\", a + 1)", "(over <my-plan> (Add a 1))")]
    [InlineData("at(a, channel: web)", "(at a <channel> <web>)")]
    [InlineData("at(a, \"my-plan\": \"say \\\"hi\\\" \\\\\")", "(at a <my-plan> <say \"hi\" \\>)")]
    [InlineData("base_movement.lost / 2.50", "(Divide base_movement.<lost> 2.50)")]
    [InlineData("first_purchase_cohorts.\"12\"", "first_purchase_cohorts.<12>")]
    public void Parse_Formula_IsTheTree(string formula, string tree) =>
        TestFormulas.Tree(FormulaParser.Parse(formula)).Replace("(Not ", "(not ", StringComparison.Ordinal).ShouldBe(tree.Replace("(Not ", "(not ", StringComparison.Ordinal));

    [Theory]
    [InlineData("((a)) * (b + (c))", "a * (b + c)")]
    [InlineData("a-(b-c)", "a - (b - c)")]
    [InlineData("(a-b)-c", "a - b - c")]
    [InlineData("-(a*b)", "-(a * b)")]
    [InlineData("(a<b) = (c<d)", "(a < b) = (c < d)")]
    [InlineData("not (a and b)", "not (a and b)")]
    [InlineData("(not a) and b", "not a and b")]
    [InlineData("at( a ,\"channel\":\"In Store\" )", "at(a, channel: \"In Store\")")]
    public void Print_Formula_HasOneSpelling(string formula, string printed) =>
        FormulaPrinter.Print(FormulaParser.Parse(formula)).ShouldBe(printed);

    [Fact]
    public void Print_ReadAgain_IsTheSameTree() =>
        Prop.ForAll(Trees(5).ToArbitrary(), node =>
        {
            var printed = FormulaPrinter.Print(node);
            var again = FormulaParser.Parse(printed);
            return TestFormulas.Tree(again) == TestFormulas.Tree(node) && FormulaPrinter.Print(again) == printed;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Parse_AnyText_GivesATreeOrAnErrorWithinTheText()
    {
        var pieces = new[] { "a", "orders", "1", "2.5", "(", ")", ",", "+", "-", "*", "/", "<", "=", "and", "or", "not", "if", "min(", "over(", "\"x\"", ":", ".", " ", "\n", "!", "§", "😀", "\"" };
        Prop.ForAll(Gen.ListOf(Gen.Elements(pieces)).Select(string.Concat).ToArbitrary(), text =>
        {
            var (formula, error) = TestFormulas.Tenant().Check(text);
            return formula is not null ^ error is not null
                && (error is null || (error.Offset >= 0 && error.Offset <= text.Length && error.Line >= 1 && error.Column >= 1 && error.Message.Length > 0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static Gen<FormulaNode> Trees(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements<FormulaNode>(new NameNode(0, "a", ""), new NameNode(0, "b2_", ""), new NameNode(0, "c", "part"), new NameNode(0, "c", "12 %")),
            Gen.Elements("0", "7", "12.50", "007").Select(text => (FormulaNode)new NumberNode(0, Exact.Parse(text), text)));
        if (depth == 0)
            return leaf;
        var inner = Trees(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(node => (FormulaNode)new NegateNode(0, node)),
            inner.Select(node => (FormulaNode)new NotNode(0, node)),
            from operation in Gen.Elements(Enum.GetValues<FormulaOperator>()) from left in inner from right in inner select (FormulaNode)new BinaryNode(0, operation, left, right),
            from operation in Gen.Elements(Enum.GetValues<FormulaOperator>()) from left in inner from right in inner select (FormulaNode)new BinaryNode(0, operation, left, right),
            from left in inner from right in inner select (FormulaNode)new CallNode(0, FormulaFunction.Percent, [left, right]),
            inner.Select(node => (FormulaNode)new CallNode(0, FormulaFunction.Previous, [node])),
            inner.Select(node => (FormulaNode)new OverNode(0, "my-plan", 0, node)),
            inner.Select(node => (FormulaNode)new AtNode(0, node, "channel", 0, "a \"b\" \\", 0)));
    }
}
