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
}
