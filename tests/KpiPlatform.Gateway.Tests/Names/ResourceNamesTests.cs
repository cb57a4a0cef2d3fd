using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Gateway.Tests.Names;

public sealed class ResourceNamesTests
{
    [Theory]
    [InlineData("c-1", "tenants/acme/customers/c-1")]
    [InlineData("a/b", "tenants/acme/customers/a%2Fb")]
    [InlineData("50%", "tenants/acme/customers/50%25")]
    [InlineData("%2F", "tenants/acme/customers/%252F")]
    [InlineData("Müller & Söhne", "tenants/acme/customers/Müller & Söhne")]
    public void Customer_AnyId_ReadsBackAsItself(string id, string name)
    {
        var tenant = TenantId.Parse("acme");

        ResourceNames.Customer(tenant, id).ShouldBe(name);
        ResourceNames.ParseCustomer(name, "name").ShouldBe((tenant, CustomerId.Parse(id)));
    }

    [Fact]
    public void ParseCustomer_OtherPercentEncoding_IsRead() =>
        ResourceNames.ParseCustomer("tenants/acme/customers/M%c3%BCller%20x", "name").Customer.Value.ShouldBe("Müller x");

    [Theory]
    [InlineData("")]
    [InlineData("acme/customers/c")]
    [InlineData("tenants/acme")]
    [InlineData("tenants/acme/customers/")]
    [InlineData("tenants/acme/customers/a/b")]
    [InlineData("tenants/acme/scorecards/x")]
    [InlineData("tenants/acme/customers/%")]
    [InlineData("tenants/acme/customers/%2")]
    [InlineData("tenants/acme/customers/%zz")]
    [InlineData("tenants/acme/customers/%FF")]
    [InlineData("tenants/acme/customers/a%00")]
    [InlineData("tenants//customers/a")]
    [InlineData("tenants/ACME/customers/a")]
    public void ParseCustomer_BadName_NamesTheField(string name)
    {
        var exception = Should.Throw<DomainException>(() => ResourceNames.ParseCustomer(name, "name"));

        (exception.Kind, exception.Field).ShouldBe((ErrorKind.InvalidArgument, "name"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tenants/")]
    [InlineData("tenants/acme/")]
    [InlineData("tenant/acme")]
    [InlineData("Tenants/acme")]
    public void ParseTenant_BadName_NamesFieldAndPattern(string name)
    {
        var exception = Should.Throw<DomainException>(() => ResourceNames.ParseTenant(name, "parent"));

        exception.Field.ShouldBe("parent");
    }

    [Fact]
    public void ParseScorecard_Good_Reads() =>
        ResourceNames.ParseScorecard("tenants/acme/scorecards/retail_1", "name").ShouldBe((TenantId.Parse("acme"), ScorecardId.Parse("retail_1")));

    [Theory]
    [InlineData("tenants/acme/scorecards/Bad")]
    [InlineData("tenants/acme/scorecards/a/b")]
    [InlineData("tenants/acme/customers/a")]
    public void ParseScorecard_BadName_IsRefused(string name) =>
        Should.Throw<DomainException>(() => ResourceNames.ParseScorecard(name, "name")).Kind.ShouldBe(ErrorKind.InvalidArgument);

    [Fact]
    public void ParseTenantOrCustomer_Either_Reads()
    {
        ResourceNames.ParseTenantOrCustomer("tenants/acme", "parent").Customer.ShouldBeNull();
        ResourceNames.ParseTenantOrCustomer("tenants/acme/customers/c", "parent").Customer.ShouldBe(CustomerId.Parse("c"));
        Should.Throw<DomainException>(() => ResourceNames.ParseTenantOrCustomer("tenants/acme/scorecards/c", "parent")).Message.ShouldContain("customers/{customer}");
    }
}
