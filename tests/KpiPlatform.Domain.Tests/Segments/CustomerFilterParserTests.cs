using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Segments;

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
    [InlineData("orders > 2 XOR nps > 1", 12, "AND, OR or the end")]
    [InlineData("(orders > 2 AND nps > 1", 24, "AND, OR or \")\"")]
    [InlineData("orders NOT > 2", 12, "IN behind NOT")]
    [InlineData("orders IN 2", 11, "a list")]
    [InlineData("orders IN [2, x]", 15, "a number")]
    [InlineData("orders IN [2", 13, "\",\" or \"]\"")]
    [InlineData("in_base = 1", 11, "true or false")]
    [InlineData("attribute: = 1", 1, "an attribute's key")]
    [InlineData("attribute:x < \"soon\"", 15, "a date or time in double quotes")]
    [InlineData("segment = \"none\"", 11, "a segment of the tenant: loyal, vip")]
    [InlineData("dimension:none = \"a\"", 1, "a dimension of the tenant: region, where")]
    [InlineData("dimension:region = \"east\"", 1, "a declared value of the dimension behind it: north, south, other")]
    [InlineData("indicator:revenue > 1", 1, "an indicator behind")]
    [InlineData("orders > 2 AND", 15, "a field")]
    [InlineData("orders > 2 AND AND", 16, "a field")]
    [InlineData("orders > 2)", 11, "AND, OR or the end")]
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
        Parse(string.Join(" AND ", Enumerable.Repeat("orders > 1", 64))).Count.ShouldBe(64);
        Should.Throw<DomainException>(() => Parse(string.Join(" AND ", Enumerable.Repeat("orders > 1", 65))));
        Should.Throw<DomainException>(() => Parse($"orders IN [{string.Join(", ", Enumerable.Range(0, 65))}]"));
        Should.Throw<DomainException>(() => Parse(new string('(', 1_000) + "orders > 1")).Message.ShouldContain("nested deeper");
        Should.Throw<DomainException>(() => Parse(new string(' ', 2_049)));
    }

    [Theory]
    [InlineData("orders > 1 OR orders > 2 AND nps > 3", "(orders>1 | (orders>2 & nps>3))")]
    [InlineData("(orders > 1 or orders > 2) and not nps > 3", "((orders>1 | orders>2) & !nps>3)")]
    [InlineData("NOT NOT orders > 1", "!!orders>1")]
    [InlineData("orders IN [1, 2]", "(orders=1 | orders=2)")]
    [InlineData("lifecycle NOT IN [\"new\"]", "!(lifecycle=2)")]
    [InlineData("csat PRESENT", "csat?")]
    [InlineData("segment = \"loyal\" OR segment != \"vip\"", "(orders>=2 | !(orders>=2 & revenue>10000))")]
    [InlineData("dimension:region = \"north\"", "attribute:area=north")]
    [InlineData("dimension:region != \"other\"", "(attribute:area=north | attribute:area=south)")]
    [InlineData("dimension:region IN [\"other\"]", "(!(attribute:area=north | attribute:area=south))")]
    public void Parse_Joined_BindsNotThenAndThenOr(string filter, string expected) => Show(CustomerFilterParser.Parse(filter, Vocabulary)).ShouldBe(expected);

    [Theory]
    [InlineData("label:source = \"ad\"", "a label belongs to an interaction")]
    [InlineData("dimension:where = \"web\"", "told by each interaction (channel)")]
    public void Parse_WhatIsNotTheCustomers_SaysWhatToDo(string filter, string expected) =>
        Should.Throw<DomainException>(() => Parse(filter)).Message.ShouldContain(expected);

    [Fact]
    public void Parse_SegmentMadeOfItself_IsRefused()
    {
        var settings = new TenantSettings { Segments = [new("a", "", "segment = \"b\""), new("b", "", "orders > 1 OR segment = \"a\"")] };
        Should.Throw<DomainException>(() => CustomerFilterParser.Parse(settings.Segments[0].Filter, new(settings) { Within = ["a"] }))
            .Message.ShouldContain("made of itself, by way of a, b, a");
    }

    private static FilterVocabulary Vocabulary { get; } = new(new TenantSettings
    {
        Dimensions = [new("region", "attribute:area", ["north", "south"]), new("where", "channel", ["web"])],
        Segments = [new("loyal", "", "orders >= 2"), new("vip", "", "segment = \"loyal\" AND revenue > 100")],
    });

    private static List<CustomerCondition> Parse(string filter) => [.. CustomerFilterParser.Parse(filter, Vocabulary).Conditions()];

    private static string Show(CustomerFilter filter) => filter switch
    {
        ConditionFilter { Condition: var one } => $"{(one.Key.Length > 0 ? $"attribute:{one.Key}" : one.Field.ToString().ToLowerInvariant())}{Show(one.Comparison)}{(one.Comparison == Comparison.Present ? "" : one.Text ?? $"{one.Number}")}",
        AllOfFilter all => $"({string.Join(" & ", all.Parts.Select(Show))})",
        AnyOfFilter any => $"({string.Join(" | ", any.Parts.Select(Show))})",
        NotFilter not => $"!{Show(not.Part)}",
        _ => throw new InvalidOperationException(),
    };

    private static string Show(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.GreaterOrEqual => ">=",
        Comparison.Greater => ">",
        Comparison.Present => "?",
        _ => comparison.ToString(),
    };
}
