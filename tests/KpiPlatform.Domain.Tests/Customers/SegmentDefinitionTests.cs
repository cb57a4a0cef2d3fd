using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Customers;

public sealed class SegmentDefinitionTests
{
    [Fact]
    public void Check_Wrong_NamesTheField()
    {
        SegmentDefinition.Check(new() { Segments = [new("a", "A", "orders >= 2"), new("b", "", "nps < 7 OR segment = \"a\"")] }, "tenant.segments");

        FieldOf(new SegmentDefinition("A b", "", "orders > 1")).ShouldBe("tenant.segments[0].id");
        FieldOf(new SegmentDefinition("b", "", "orders > 1"), new SegmentDefinition("a", "", "oders > 1")).ShouldBe("tenant.segments[1].filter");
        FieldOf(new SegmentDefinition("a", "", " ")).ShouldBe("tenant.segments[0].filter");
        FieldOf(new SegmentDefinition("a", "", "orders > 1"), new SegmentDefinition("a", "", "orders > 1")).ShouldBe("tenant.segments[1].id");
        FieldOf([.. Enumerable.Range(0, 65).Select(i => new SegmentDefinition($"s{i}", "", "orders > 1"))]).ShouldBe("tenant.segments");
    }

    [Fact]
    public void UsersOf_SegmentsThatNameIt_ByWayOfOthersToo()
    {
        var settings = new TenantSettings { Segments = [new("a", "", "orders > 1"), new("b", "", "segment = \"a\""), new("c", "", "segment != \"b\""), new("d", "", "orders > 2")] };

        SegmentDefinition.UsersOf(settings, "a").ShouldBe(["b", "c"]);
        SegmentDefinition.UsersOf(settings, "d").ShouldBeEmpty();
    }

    private static string? FieldOf(params SegmentDefinition[] segments) =>
        Should.Throw<DomainException>(() => SegmentDefinition.Check(new() { Segments = segments }, "tenant.segments")).Field;
}
