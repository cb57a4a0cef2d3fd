using KpiPlatform.Domain.Formulas;
using static KpiPlatform.Domain.Tests.Formulas.TestFormulas;

namespace KpiPlatform.Domain.Tests.Formulas;

public sealed class FormulaErrorTests
{
    [Theory]
    [InlineData("", "FORMULA_EMPTY", 0, "the formula is empty")]
    [InlineData(" \n ", "FORMULA_EMPTY", 0, "the formula is empty")]
    [InlineData("(orders + 2", "SYNTAX", 11, "expected an operator or ')' at 11, found the end")]
    [InlineData("max(orders, 2", "SYNTAX", 13, "expected an operator, ',' or ')' at 13, found the end")]
    [InlineData("orders +", "SYNTAX", 8, "expected number, name, function, '(', '-' or 'not' at 8, found the end")]
    [InlineData("orders orders", "SYNTAX", 7, "expected an operator or the end at 7, found 'orders'")]
    [InlineData("orders)", "SYNTAX", 6, "expected an operator or the end at 6, found ')'")]
    [InlineData("and", "SYNTAX", 0, "found 'and'")]
    [InlineData("1 + not orders", "SYNTAX", 4, "found 'not'")]
    [InlineData("1 < orders < 3", "SYNTAX", 11, "comparisons do not chain, write a < b and b < c")]
    [InlineData("\"web\"", "SYNTAX", 0, "found \"web\"")]
    [InlineData("over(1, orders)", "SYNTAX", 5, "expected dimension or text in quotation marks at 5, found '1'")]
    [InlineData("over(channel orders)", "SYNTAX", 13, "expected ',' at 13, found 'orders'")]
    [InlineData("at(orders, channel = web)", "SYNTAX", 19, "expected ':' at 19, found '='")]
    [InlineData("at(orders, channel: 1)", "SYNTAX", 20, "expected value or text in quotation marks at 20")]
    [InlineData("base_movement.2", "SYNTAX", 14, "expected component")]
    [InlineData("orders ? 2", "UNEXPECTED_CHARACTER", 7, "'?' at 7 is no part of a formula")]
    [InlineData("Orders", "UNEXPECTED_CHARACTER", 0, "names are written in small letters")]
    [InlineData("orders + 😀", "UNEXPECTED_CHARACTER", 9, "'😀' at 9")]
    [InlineData("orders\u0007", "UNEXPECTED_CHARACTER", 6, "'U+0007' at 6")]
    [InlineData("orders ! 2", "UNEXPECTED_CHARACTER", 7, "'!' at 7")]
    [InlineData("at(orders, channel: \"web)", "UNTERMINATED_TEXT", 20, "the text that begins at 20 has no closing quotation mark")]
    [InlineData("1.", "INVALID_NUMBER", 2, "expected a digit after the point of '1.' at 2")]
    [InlineData("2orders", "INVALID_NUMBER", 1, "the number 2 runs into 'o' at 1")]
    [InlineData("1e5", "INVALID_NUMBER", 1, "runs into 'e'")]
    [InlineData("1 + 1234567890123456789012345678901", "INVALID_NUMBER", 4, "more than 30 digits")]
    [InlineData("foo(1)", "UNKNOWN_FUNCTION", 0, "'foo' at 0 is no function; there are abs, at, change,")]
    [InlineData("1 + ordesr", "UNKNOWN_NAME", 4, "did you mean orders?")]
    [InlineData("zzzzzz", "UNKNOWN_NAME", 0, "list the measures and indicators")]
    [InlineData("base_movement.gone", "UNKNOWN_COMPONENT", 0, "\"gone\" at 0 is no component of base_movement: it has start, new_in_base,")]
    [InlineData("orders.gone", "UNKNOWN_COMPONENT", 0, "it has none")]
    [InlineData("over(region, orders)", "UNKNOWN_DIMENSION", 5, "\"region\" at 5 is no dimension: the tenant has declared channel, my-plan")]
    [InlineData("at(orders, channel: phone)", "UNKNOWN_DIMENSION_VALUE", 20, "it has web, store, other")]
    [InlineData("if(orders > 1, 2)", "WRONG_ARGUMENT_COUNT", 0, "if at 0 takes 3 arguments, not 2")]
    [InlineData("min()", "WRONG_ARGUMENT_COUNT", 0, "min at 0 takes 1 to 64 arguments, not 0")]
    [InlineData("1 + abs(1, 2)", "WRONG_ARGUMENT_COUNT", 4, "abs at 4 takes 1 argument, not 2")]
    [InlineData("round(orders, 1, 2)", "WRONG_ARGUMENT_COUNT", 0, "takes 1 or 2 arguments, not 3")]
    [InlineData("orders and 1 < 2", "WRONG_TYPE", 0, "expected a condition at 0, found a number")]
    [InlineData("not orders", "WRONG_TYPE", 4, "expected a condition at 4")]
    [InlineData("1 + (orders > 2)", "WRONG_TYPE", 12, "expected a number at 12, found a condition")]
    [InlineData("if(orders, 1, 2)", "WRONG_TYPE", 3, "expected a condition at 3")]
    [InlineData("if(orders > 1, 1, orders > 2)", "WRONG_TYPE", 25, "if gives a number or a condition at 25")]
    [InlineData("round(orders, orders)", "WRONG_TYPE", 14, "a whole number of digits from 0 to 15 at 14")]
    [InlineData("round(orders, 16)", "WRONG_TYPE", 14, "from 0 to 15")]
    [InlineData("round(orders, 1.5)", "WRONG_TYPE", 14, "from 0 to 15")]
    [InlineData("over(channel, orders) + over(\"my-plan\", orders)", "WRONG_TYPE", 22, "vectors over channel and over my-plan meet at 22")]
    [InlineData("revenue + orders", "UNIT_MISMATCH", 8, "'+' at 8 takes money together with count")]
    [InlineData("revenue < orders", "UNIT_MISMATCH", 8, "'<' at 8 takes money together with count")]
    [InlineData("max(1, revenue, orders)", "UNIT_MISMATCH", 0, "max at 0 takes money together with count")]
    [InlineData("if(1 < 2, revenue, orders)", "UNIT_MISMATCH", 0, "if at 0 takes money together with count")]
    [InlineData("retained / base_at_start + churn_rate", "UNIT_MISMATCH", 25, "percent(a, b) is 100 * a / b")]
    [InlineData("percent(revenue, orders)", "UNIT_MISMATCH", 0, "percent at 0 takes money together with count")]
    [InlineData("over(channel, buyers)", "NOT_DIMENSIONAL", 14, "buyers at 14 is known for the whole tenant only, so it cannot stand within over")]
    [InlineData("at(churn_rate, channel: web)", "NOT_DIMENSIONAL", 3, "churn_rate at 3")]
    [InlineData("over(channel, per_customer(orders))", "NOT_DIMENSIONAL", 14, "per_customer at 14")]
    [InlineData("over(channel, at(orders, channel: web))", "NOT_DIMENSIONAL", 14, "at at 14 stands within over")]
    [InlineData("previous(previous(previous(previous(orders))))", "FORMULA_TOO_DEEP", 27, "looks back more than 3 periods")]
    public void Check_WrongFormula_SaysWhatAndWhere(string formula, string reason, int offset, string message)
    {
        var error = Error(formula);
        error.Reason.ShouldBe(reason);
        error.Offset.ShouldBe(offset);
        error.Message.ShouldContain(message);
        error.Message.ShouldEndWith($"(line {error.Line}, column {error.Column})");
    }

    [Fact]
    public void Check_ErrorOnALaterLine_CountsLinesAndColumns()
    {
        var error = Error("orders\n  + if(\n    revenue > 5,\n 1, )");
        (error.Line, error.Column, error.Offset).ShouldBe((4, 5, 36));
        error.Expected.ShouldContain("number");
        error.ToException("indicator.formula").Field.ShouldBe("indicator.formula");
    }

    [Fact]
    public void Check_TooMuch_IsRefused()
    {
        Error(new string(' ', 4_001)).Reason.ShouldBe(FormulaReasons.TooLong);
        Error(new string('(', 2_000)).Reason.ShouldBe(FormulaReasons.TooDeep);
        Error(new string('-', 3_999) + "1").Reason.ShouldBe(FormulaReasons.TooDeep);
        Error(string.Join('+', Enumerable.Repeat("1", 200))).Reason.ShouldBe(FormulaReasons.TooDeep);
        Read(string.Join('+', Enumerable.Repeat("1", 128))).Unit.ShouldBe("ratio");
        var wide = $"max({string.Join(',', Enumerable.Repeat("1", 63))})";
        Error($"max({string.Join(',', Enumerable.Repeat(wide, 17))})").Reason.ShouldBe(FormulaReasons.TooLarge);
    }

    [Fact]
    public void Of_IndicatorsInACircle_NamesTheCircle()
    {
        var tenant = Tenant(("a", "b + 1"), ("b", "orders + c"), ("c", "previous(a)"), ("d", "d"), ("fine", "orders"));
        tenant.ErrorOf("c")!.Message.ShouldContain("'a' at 9 closes a circle: a → b → c → a");
        tenant.ErrorOf("c")!.Reason.ShouldBe(FormulaReasons.Cycle);
        tenant.ErrorOf("a")!.Message.ShouldContain("'b' at 0 cannot be used");
        tenant.ErrorOf("a")!.Reason.ShouldBe(FormulaReasons.Cycle);
        tenant.ErrorOf("d")!.Message.ShouldContain("closes a circle: d → d");
        tenant.ErrorOf("fine").ShouldBeNull();
        tenant.Get("fine").Title.ShouldBe("fine");
    }

    [Fact]
    public void Of_LongChain_IsRefusedAtItsLimit()
    {
        var chain = Enumerable.Range(0, 17).Select(i => ($"i{i}", i == 0 ? "orders" : $"i{i - 1} + 1")).ToArray();
        Tenant(chain[..16]).Own.ShouldAllBe(indicator => indicator is Domain.Indicators.FormulaIndicator);
        Tenant(chain).ErrorOf("i16")!.Reason.ShouldBe(FormulaReasons.TooDeep);
    }

    [Fact]
    public void Of_TooManySumsThroughIndicators_IsRefused()
    {
        var big = string.Join(" + ", Enumerable.Repeat("revenue", 100));
        var tenant = Tenant(("a", big), ("b", string.Join(" + ", Enumerable.Repeat("a", 100))), ("c", string.Join(" + ", Enumerable.Repeat("b", 2))));
        tenant.ErrorOf("a").ShouldBeNull();
        (tenant.ErrorOf("b") ?? tenant.ErrorOf("c"))!.Reason.ShouldBe(FormulaReasons.TooLarge);
    }
}
