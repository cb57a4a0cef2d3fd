using KpiPlatform.Domain;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Customers;

namespace KpiPlatform.Gateway.Tests.Customers;

public sealed class CustomerFilterParserTests
{
    [Fact]
    public void Parse_ExampleOfTheContract_GivesItsConditions() =>
        Parse("orders >= 2 AND revenue > 100 AND last_order_time < \"2026-01-01T00:00:00Z\"").ShouldBe(
        [
            new(CustomerField.Orders, Comparison.GreaterOrEqual, 2, null),
            new(CustomerField.Revenue, Comparison.Greater, 10_000, null),
            new(CustomerField.LastOrderTime, Comparison.Less, 1_767_225_600_000_000, null),
        ]);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Parse_Nothing_GivesNoConditions(string filter) => Parse(filter).ShouldBeEmpty();

    [Theory]
    [InlineData("orders=2", CustomerField.Orders, Comparison.Equal, 2)]
    [InlineData("orders != 2", CustomerField.Orders, Comparison.NotEqual, 2)]
    [InlineData("csat < 3.5", CustomerField.Csat, Comparison.Less, 3.5)]
    [InlineData("nps<=-1", CustomerField.Nps, Comparison.LessOrEqual, -1)]
    [InlineData("average_purchase_value > 1.5", CustomerField.AveragePurchaseValue, Comparison.Greater, 150)]
    [InlineData("open_tickets >= 1e2", CustomerField.OpenTickets, Comparison.GreaterOrEqual, 100)]
    [InlineData(" complaints > 0 ", CustomerField.Complaints, Comparison.Greater, 0)]
    [InlineData("acquire_time = \"1970-01-01T01:00:00+01:00\"", CustomerField.AcquireTime, Comparison.Equal, 0)]
    [InlineData("first_order_time = \"1970-01-01T00:00:00.000001Z\"", CustomerField.FirstOrderTime, Comparison.Equal, 1)]
    [InlineData("last_interaction_time > \"1970-01-01T00:00:01Z\"", CustomerField.LastInteractionTime, Comparison.Greater, 1_000_000)]
    public void Parse_OneCondition_ReadsIt(string filter, CustomerField field, Comparison comparison, double number) =>
        Parse(filter).ShouldBe([new(field, comparison, number, null)]);

    [Theory]
    [InlineData("lifecycle = \"lapsing\"", Comparison.Equal, 5)]
    [InlineData("lifecycle != \"prospect\"", Comparison.NotEqual, 1)]
    public void Parse_Lifecycle_ReadsTheStage(string filter, Comparison comparison, double number) =>
        Parse(filter).ShouldBe([new(CustomerField.Lifecycle, comparison, number, null)]);

    [Theory]
    [InlineData("customer_id = \"abc\"", Comparison.Equal, "abc")]
    [InlineData("customer_id != \"abc\"", Comparison.NotEqual, "abc")]
    [InlineData("customer_id = \"abc*\"", Comparison.StartsWith, "abc")]
    [InlineData("customer_id = \"*\"", Comparison.StartsWith, "")]
    [InlineData("customer_id = \"a*b\"", Comparison.Equal, "a*b")]
    [InlineData("customer_id = \"abc\\*\"", Comparison.Equal, "abc*")]
    [InlineData("customer_id = \"say \\\"hi\\\" AND \\\\\"", Comparison.Equal, "say \"hi\" AND \\")]
    public void Parse_CustomerId_ReadsTextPrefixAndEscapes(string filter, Comparison comparison, string text) =>
        Parse(filter).ShouldBe([new(CustomerField.CustomerId, comparison, 0, text)]);

    [Theory]
    [InlineData("oders > 2", 1, "a field")]
    [InlineData("orders", 7, "an operator")]
    [InlineData("orders ~ 2", 8, "an operator")]
    [InlineData("orders => 2", 8, "an operator")]
    [InlineData("orders > ", 10, "a number")]
    [InlineData("orders > x", 10, "a number")]
    [InlineData("orders > 1e999", 10, "a number")]
    [InlineData("orders > 2 OR nps > 1", 12, "AND or the end")]
    [InlineData("orders > 2 and nps > 1", 12, "AND or the end")]
    [InlineData("orders > 2 AND", 15, "a field")]
    [InlineData("orders > 2 AND AND", 16, "a field")]
    [InlineData("orders > 2)", 11, "AND or the end")]
    [InlineData("lifecycle > \"new\"", 11, "= or !=")]
    [InlineData("lifecycle = \"dead\"", 13, "prospect, new, active, repeat, lapsing, lapsed, returned")]
    [InlineData("customer_id > \"a\"", 13, "= or !=")]
    [InlineData("customer_id != \"a*\"", 13, "=, since a prefix follows")]
    [InlineData("customer_id = abc", 15, "double quotes")]
    [InlineData("customer_id = \"abc", 19, "a closing double quote")]
    [InlineData("customer_id = \"abc\\", 20, "a closing double quote")]
    [InlineData("last_order_time > 2026", 19, "a time in double quotes")]
    [InlineData("last_order_time > \"yesterday\"", 19, "a time in double quotes")]
    [InlineData("last_order_time > \"2026-13-01T00:00:00Z\"", 19, "a time in double quotes")]
    public void Parse_Wrong_SaysWhereAndWhatWasExpected(string filter, int character, string expected)
    {
        var exception = Should.Throw<DomainException>(() => Parse(filter));

        (exception.Kind, exception.Reason, exception.Field).ShouldBe((ErrorKind.InvalidArgument, "INVALID_FILTER", "filter"));
        exception.Message.ShouldStartWith($"Character {character} of the filter: expected ");
        exception.Message.ShouldContain(expected);
    }

    [Fact]
    public void Parse_TooManyConditionsOrTooLong_IsRefused()
    {
        Parse(string.Join(" AND ", Enumerable.Repeat("orders > 1", 16))).Count.ShouldBe(16);
        Should.Throw<DomainException>(() => Parse(string.Join(" AND ", Enumerable.Repeat("orders > 1", 17))));
        Should.Throw<DomainException>(() => Parse(new string(' ', 2_049)));
    }

    [Theory]
    [InlineData("", CustomerField.CustomerId, false)]
    [InlineData("revenue", CustomerField.Revenue, false)]
    [InlineData("revenue asc", CustomerField.Revenue, false)]
    [InlineData("  revenue   desc ", CustomerField.Revenue, true)]
    [InlineData("customer_id desc", CustomerField.CustomerId, true)]
    public void ParseOrder_Good_Reads(string text, CustomerField field, bool descending) => CustomerOrderParser.Parse(text).ShouldBe((field, descending));

    [Theory]
    [InlineData("name")]
    [InlineData("revenue down")]
    [InlineData("revenue desc, orders")]
    [InlineData("revenue, orders")]
    public void ParseOrder_Wrong_IsRefused(string text)
    {
        var exception = Should.Throw<DomainException>(() => CustomerOrderParser.Parse(text));

        (exception.Reason, exception.Field).ShouldBe(("INVALID_ORDER_BY", "order_by"));
    }

    private static IReadOnlyList<CustomerCondition> Parse(string filter) => CustomerFilterParser.Parse(filter, Currency.Of("EUR"));
}
