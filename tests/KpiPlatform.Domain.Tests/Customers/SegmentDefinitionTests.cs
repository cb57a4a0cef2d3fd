using KpiPlatform.Domain.Segments;

namespace KpiPlatform.Domain.Tests.Customers;

public sealed class SegmentDefinitionTests
{
    [Fact]
    public void Check_Wrong_NamesTheField()
    {
        SegmentDefinition.Check([new("a", "A", "orders >= 2"), new("b", "", "nps < 7")], "tenant.segments");

        FieldOf(new SegmentDefinition("A b", "", "orders > 1")).ShouldBe("tenant.segments[0].id");
        FieldOf(new SegmentDefinition("a", "", " ")).ShouldBe("tenant.segments[0].filter");
        FieldOf(new SegmentDefinition("a", "", "orders > 1"), new SegmentDefinition("a", "", "orders > 1")).ShouldBe("tenant.segments[1].id");
        FieldOf([.. Enumerable.Range(0, 65).Select(i => new SegmentDefinition($"s{i}", "", "orders > 1"))]).ShouldBe("tenant.segments");
    }

    private static string? FieldOf(params SegmentDefinition[] segments) =>
        Should.Throw<DomainException>(() => SegmentDefinition.Check(segments, "tenant.segments")).Field;
}
