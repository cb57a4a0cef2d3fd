using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Performance and RFM of customers, worked out by hand.</summary>
public sealed class CustomerPerformanceTests
{
    private static readonly FoldContext Context = new(new TenantDefinition(new TenantNumber(1), 1, new TenantSettings()));

    [Fact]
    public void Of_SixtyAndFortyPercent_IsTheWeightedMean()
    {
        // 60 % × 80 + 40 % × 50 = 68: CSAT 4.2 on 1 to 5 scores (4.2 − 1) / 4 = 80 %.
        var settings = new CustomerPerformanceSettings { Parts = [new(PerformancePart.Satisfaction, 60, 1, 5), new(PerformancePart.Retention, 40, 0, 100)] };

        var performance = CustomerPerformance.Of(settings, part => part == PerformancePart.Satisfaction ? 4.2 : 50);

        performance.Value!.Value.ShouldBe(68, 1e-9);
        performance.Parts.Select(part => part.Score!.Value).ShouldBe([80, 50], 1e-9);
    }

    [Fact]
    public void Of_PartsWithoutAValue_AreLeftOutAndNoneGivesNone()
    {
        // Complaints 2 of 5 … 0: 60. Value 1,500 of 0 … 1,000: 100. Both weigh 20: 80.
        CustomerPerformance.Of(new(), part => part switch { PerformancePart.Complaints => 2, PerformancePart.Value => 1_500, _ => null }).Value.ShouldBe(80);
        CustomerPerformance.Of(new(), _ => null).Value.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(45, 50)]
    [InlineData(90, 0)]
    [InlineData(400, 0)]
    public void Retention_DaysOfALapseOf90_FallsToZero(int days, double expected) => CustomerPerformance.Retention(days, 90).ShouldBe(expected);

    [Fact]
    public void LatestDays_PurchasesRefundsAndComplaints_ComeToMarginAndCountByDay()
    {
        var fold = new FoldBuilder()
            .With("2025-01-01", new Complaint())
            .With("2025-03-01", new Purchase { OrderId = "a", AmountMinor = 10_000, CostMinor = 4_000 })
            .With("2026-03-01", new Purchase { OrderId = "b", AmountMinor = 5_000, DiscountMinor = 500, CostMinor = 2_000 })
            .With("2026-03-01", new Complaint())
            .With("2026-03-02", new Complaint())
            .With("2026-03-02", new Complaint())
            .With("2026-03-03", new Refund { OrderId = "b", AmountMinor = 1_000 })
            .Fold;
        var (first, second, third) = (Day(2026, 3, 1), Day(2026, 3, 2), Day(2026, 3, 3));

        // 5,000 − 500 − 2,000 = 2,500 on the first; of 2025 nothing is within 365 days of 3 March 2026.
        fold.LatestDays(CustomerPerformance.WindowDays, Context, day => day).ShouldBe([new(first, 1, 2_500), new(second, 2, 0), new(third, 0, -1_000)]);
    }

    [Fact]
    public void LatestDays_TheDay365DaysBefore_IsOut()
    {
        var fold = new FoldBuilder().With("2025-03-01", new Complaint()).With("2025-03-02", new Complaint()).With("2026-03-01", new Complaint()).Fold;

        fold.LatestDays(CustomerPerformance.WindowDays, Context, day => day).Select(day => day.Day).ShouldBe([Day(2025, 3, 2), Day(2026, 3, 1)]);
    }

    [Fact]
    public void Complete_WrongParts_NameTheField()
    {
        new CustomerPerformanceSettings { Parts = [] }.Complete("tenant.performance").Parts.Count.ShouldBe(5);
        FieldOf(new PerformancePartSettings(PerformancePart.Value, -1, 0, 1)).ShouldBe("tenant.performance.parts[0].weight");
        FieldOf(new PerformancePartSettings(PerformancePart.Value, 1, 5, 5)).ShouldBe("tenant.performance.parts[0].best");
        FieldOf(new PerformancePartSettings(PerformancePart.Value, 1, double.NaN, 5)).ShouldBe("tenant.performance.parts[0].worst");
        FieldOf(new PerformancePartSettings((PerformancePart)9, 1, 0, 5)).ShouldBe("tenant.performance.parts[0].part");
        FieldOf(new PerformancePartSettings(PerformancePart.Value, 1, 0, 5), new PerformancePartSettings(PerformancePart.Value, 1, 0, 5)).ShouldBe("tenant.performance.parts[1].part");
    }

    [Theory]
    [InlineData(0, 1, 0, 5, 1, 1)]
    [InlineData(30, 2, 49.99, 5, 2, 1)]
    [InlineData(31, 3, 50, 4, 3, 2)]
    [InlineData(180, 9, 250, 3, 4, 4)]
    [InlineData(366, 10, 1_000, 1, 5, 5)]
    public void ScoreOf_Defaults_CountsThresholdsReached(int days, long orders, double revenue, int recency, int frequency, int monetary) =>
        new RfmSettings().ScoreOf(days, orders, revenue).ShouldBe(new(recency, frequency, monetary));

    [Fact]
    public void CompleteRfm_NotFourAscending_NamesTheField()
    {
        Should.Throw<DomainException>(() => new RfmSettings { RecencyDays = [1, 2, 2, 3] }.Complete("tenant.rfm")).Field.ShouldBe("tenant.rfm.recency_days[2]");
        Should.Throw<DomainException>(() => new RfmSettings { Monetary = [1] }.Complete("tenant.rfm")).Field.ShouldBe("tenant.rfm.monetary");
    }

    private static string? FieldOf(params PerformancePartSettings[] parts) =>
        Should.Throw<DomainException>(() => new CustomerPerformanceSettings { Parts = parts }.Complete("tenant.performance")).Field;

    private static int Day(int year, int month, int day) => Context.Calendar.DayOf(NodaTime.Instant.FromUtc(year, month, day, 12, 0));
}
