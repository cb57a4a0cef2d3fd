using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Customers;

namespace KpiPlatform.Gateway.Tests.Customers;

public sealed class CustomerOrderParserTests
{
    [Theory]
    [InlineData("", CustomerField.CustomerId, false)]
    [InlineData("revenue", CustomerField.Revenue, false)]
    [InlineData("revenue asc", CustomerField.Revenue, false)]
    [InlineData("  revenue   desc ", CustomerField.Revenue, true)]
    [InlineData("customer_id desc", CustomerField.CustomerId, true)]
    [InlineData("performance desc", CustomerField.Performance, true)]
    [InlineData("rfm.recency", CustomerField.Recency, false)]
    public void ParseOrder_Good_Reads(string text, CustomerField field, bool descending) => CustomerOrderParser.Parse(text, _ => false).ShouldBe(new(field, descending));

    [Theory]
    [InlineData("name")]
    [InlineData("revenue down")]
    [InlineData("revenue desc, orders")]
    [InlineData("revenue, orders")]
    public void ParseOrder_Wrong_IsRefused(string text)
    {
        var exception = Should.Throw<DomainException>(() => CustomerOrderParser.Parse(text, _ => false));

        (exception.Reason, exception.Field).ShouldBe(("INVALID_ORDER_BY", "order_by"));
    }

    [Theory]
    [InlineData("churn_rate desc", "churn_rate", true)]
    [InlineData("indicator:orders", "orders", false)]
    public void ParseOrder_Indicator_IsNamed(string text, string indicator, bool descending) =>
        CustomerOrderParser.Parse(text, id => id is "churn_rate" or "orders").ShouldBe(new(CustomerField.Indicator, descending, indicator));
}
