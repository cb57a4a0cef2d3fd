using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tests.Interactions;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class FieldConditionTests
{
    [Theory]
    [InlineData(InteractionKind.Purchase, "purchase.amount >= 18.42", true)]
    [InlineData(InteractionKind.Purchase, "purchase.amount > 18.42", false)]
    [InlineData(InteractionKind.Purchase, "purchase.amount < 18.421", true)]
    [InlineData(InteractionKind.Purchase, "purchase.amount = 18.42", true)]
    [InlineData(InteractionKind.Purchase, "purchase.amount != 18.42", false)]
    [InlineData(InteractionKind.Purchase, "purchase.amount <= 18.41", false)]
    [InlineData(InteractionKind.Purchase, "purchase.amount in [1, 18.42]", true)]
    [InlineData(InteractionKind.Purchase, "purchase.amount > -1", true)]
    [InlineData(InteractionKind.Purchase, "channel = web", true)]
    [InlineData(InteractionKind.Purchase, "channel = \"store\"", false)]
    [InlineData(InteractionKind.Purchase, "channel in [store, \"web\"]", true)]
    [InlineData(InteractionKind.Purchase, "channel not in [store, \"web\"]", false)]
    [InlineData(InteractionKind.Purchase, "label:b = \"ü\"", true)]
    [InlineData(InteractionKind.Purchase, "label:\"no such\" = \"ü\"", false)]
    [InlineData(InteractionKind.Purchase, "label:\"no such\" != \"ü\"", true)]
    [InlineData(InteractionKind.Purchase, "label:x not in [a, b]", true)]
    [InlineData(InteractionKind.Purchase, "attribute:plan = gold", true)]
    [InlineData(InteractionKind.Purchase, "attribute:none = gold", false)]
    [InlineData(InteractionKind.Purchase, "purchase.customised = true", true)]
    [InlineData(InteractionKind.Purchase, "purchase.customised = false", false)]
    [InlineData(InteractionKind.Purchase, "purchase.lines.tags = sustainable", true)]
    [InlineData(InteractionKind.Purchase, "purchase.lines.tags = other", false)]
    [InlineData(InteractionKind.Purchase, "purchase.lines.quantity >= 2.5", true)]
    [InlineData(InteractionKind.Purchase, "purchase.promotion_ids = p", true)]
    [InlineData(InteractionKind.Visit, "visit.duration >= 90", true)]
    [InlineData(InteractionKind.Visit, "visit.duration > 90", false)]
    [InlineData(InteractionKind.Visit, "visit.pages = 7", true)]
    [InlineData(InteractionKind.Visit, "visit.place in [store, online]", true)]
    [InlineData(InteractionKind.Call, "call.outcome != answered", false)]
    [InlineData(InteractionKind.SurveyAnswered, "survey_answered.value = 4.5", true)]
    public void Holds_OfAnInteraction(InteractionKind kind, string text, bool holds)
    {
        var (condition, error) = FieldCondition.Parse(text, Currency.Of("EUR"));
        error?.Message.ShouldBeNull(text);
        condition!.Holds(PinnedInteractions.Of(kind), key => key == "plan" ? "gold" : null).ShouldBe(holds);
    }

    [Fact]
    public void Holds_Amount_IsInTheCurrencysWholeUnits()
    {
        FieldCondition.Parse("purchase.amount = 1842", Currency.Of("JPY")).Condition!.Holds(PinnedInteractions.Of(InteractionKind.Purchase), _ => null).ShouldBeTrue();
        FieldCondition.Parse("purchase.amount = 1.842", Currency.Of("KWD")).Condition!.Holds(PinnedInteractions.Of(InteractionKind.Purchase), _ => null).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "SYNTAX", 0, "expected field at 0")]
    [InlineData("purchase.amount", "SYNTAX", 15, "expected '=', '!=', '<', '<=', '>', '>=', 'in' or 'not in' at 15")]
    [InlineData("purchase.amount >=", "SYNTAX", 18, "expected number at 18")]
    [InlineData("purchase.amount >= web", "SYNTAX", 19, "expected number at 19, found 'web'")]
    [InlineData("purchase.amount not 3", "SYNTAX", 20, "expected 'in' at 20")]
    [InlineData("channel in web", "SYNTAX", 11, "expected '[' at 11")]
    [InlineData("channel in [web", "SYNTAX", 15, "expected ']' at 15")]
    [InlineData("channel = web or 1", "SYNTAX", 14, "expected the end at 14, found 'or'")]
    [InlineData("channel = 3", "SYNTAX", 10, "expected text in quotation marks at 10")]
    [InlineData("channel < web", "WRONG_TYPE", 8, "channel is no number, so '<' at 8 does not compare it")]
    [InlineData("call.outcome = answerd", "SYNTAX", 15, "'answered'")]
    [InlineData("purchase.customised = yes", "SYNTAX", 22, "expected 'true' or 'false' at 22")]
    [InlineData("purchase.price = 3", "UNKNOWN_FIELD", 0, "\"purchase.price\" at 0 is no field of purchase")]
    [InlineData("label: = x", "SYNTAX", 7, "expected name or text in quotation marks at 7")]
    [InlineData("purchase.amount > 99999999999999", "INVALID_NUMBER", 18, "is more than 9000000000000")]
    [InlineData("channel = \"web", "UNTERMINATED_TEXT", 10, "no closing quotation mark")]
    public void Parse_NoCondition_SaysWhatAndWhere(string text, string reason, int offset, string message)
    {
        var (condition, error) = FieldCondition.Parse(text, Currency.Of("EUR"));
        condition.ShouldBeNull();
        error!.Reason.ShouldBe(reason);
        error.Offset.ShouldBe(offset);
        error.Message.ShouldContain(message);
    }
}
