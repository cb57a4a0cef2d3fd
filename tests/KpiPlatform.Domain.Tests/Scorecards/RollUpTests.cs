using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class RollUpTests
{
    private static readonly Gen<RollUpChild> Child =
        from weight in Gen.Frequency((1, Gen.Constant(0.0)), (8, Gen.Choose(1, 100_000).Select(number => number / 1_000.0)), (1, Gen.Elements(1e-300, 1e300, double.MaxValue)))
        from performance in Gen.Frequency((1, Gen.Constant<double?>(null)), (3, Gen.Choose(0, 100_000).Select(number => (double?)(number / 1_000.0))))
        from coverage in Gen.Choose(0, 100)
        select new RollUpChild(weight, performance, performance is null ? 0 : coverage);

    [Fact]
    public void Of_WeightedChildren_IsTheirWeightedAverage()
    {
        var (performance, coverage) = RollUp.Of([new(20, 47, 100), new(15, 59, 100), new(22, 21, 100)]);
        Math.Round(performance!.Value, 2).ShouldBe(40.12);
        coverage.ShouldBe(100);
    }

    [Fact]
    public void Of_ChildrenWithoutValue_RenormalisesAndLowersCoverage()
    {
        var (performance, coverage) = RollUp.Of([new(20, 47, 100), new(15, 59, 100), new(65, null, 0)]);
        performance!.Value.ShouldBe(((20 * 47) + (15 * 59)) / 35.0, 1e-12);
        coverage.ShouldBe(35, 1e-12);
    }

    [Fact]
    public void Of_NothingToAverage_HasNoValue()
    {
        RollUp.Of([new(0, 50, 100), new(0, 60, 100)]).ShouldBe(((double?)null, 0.0));
        RollUp.Of([new(1, null, 0)]).ShouldBe(((double?)null, 0.0));
        RollUp.Of([]).ShouldBe(((double?)null, 0.0));
        RollUp.Of([new(0, 50, 100), new(3, null, 0)]).Performance.ShouldBeNull();
    }

    [Fact]
    public void Of_AnyChildren_StaysWithinThem() =>
        Prop.ForAll(
            Child.ListOf().ToArbitrary(),
            children =>
            {
                var (performance, coverage) = RollUp.Of([.. children]);
                var counting = children.Where(child => child.Performance is not null && child.Weight > 0).Select(child => child.Performance!.Value).ToList();
                return coverage is >= 0 and <= 100
                    && (performance is null) == (counting.Count == 0)
                    && (performance is not { } value || (value >= counting.Min() && value <= counting.Max()));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_ChildWithoutValueAdded_KeepsThePerformance() =>
        Prop.ForAll(
            (from children in Child.ListOf() from weight in Gen.Choose(0, 1_000) select (children, weight)).ToArbitrary(),
            @case => RollUp.Of([.. @case.children, new(@case.weight, null, 0)]).Performance == RollUp.Of([.. @case.children]).Performance).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_WeightsScaled_KeepsPerformanceAndCoverage() =>
        Prop.ForAll(
            (from children in Child.Where(child => child.Weight is 0 or (>= 1e-3 and <= 100)).ListOf() from factor in Gen.Elements(0.001, 0.5, 3.0, 1e6) select (children, factor)).ToArbitrary(),
            @case =>
            {
                var plain = RollUp.Of([.. @case.children]);
                var scaled = RollUp.Of([.. @case.children.Select(child => child with { Weight = child.Weight * @case.factor })]);
                return Math.Abs((plain.Performance ?? -1) - (scaled.Performance ?? -1)) < 1e-9 && Math.Abs(plain.Coverage - scaled.Coverage) < 1e-9;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_MinimumMaximumSum_TakeTheChildrenThatCount()
    {
        RollUpChild[] children = [new(20, 47, 100), new(15, 59, 100), new(22, 21, 100), new(0, 5, 100), new(0, 99, 100)];
        RollUp.Of(children, RollUpMethod.Minimum, MissingDataPolicy.Skip).Performance.ShouldBe(21);
        RollUp.Of(children, RollUpMethod.Maximum, MissingDataPolicy.Skip).Performance.ShouldBe(59);

        // 0.5 × 47 + 0.25 × 59 + 21 = 23.5 + 14.75 + 21 = 59.25.
        RollUp.Of([new(0.5, 47, 100), new(0.25, 59, 100), new(1, 21, 100)], RollUpMethod.Sum, MissingDataPolicy.Skip).Performance.ShouldBe(59.25);
        RollUp.Of([new(1, 47, 100), new(1, 59, 100)], RollUpMethod.Sum, MissingDataPolicy.Skip).Performance.ShouldBe(100, "a sum is clamped");
    }

    [Fact]
    public void Of_MissingData_GoesByThePolicy()
    {
        // (20 × 47 + 15 × 59) / 35 = 52.14; with 65 × 0 it is 1825 / 100 = 18.25.
        RollUpChild[] children = [new(20, 47, 100), new(15, 59, 100), new(65, null, 0)];
        RollUp.Of(children, RollUpMethod.WeightedAverage, MissingDataPolicy.Skip).Performance!.Value.ShouldBe(1825 / 35.0, 1e-12);
        RollUp.Of(children, RollUpMethod.WeightedAverage, MissingDataPolicy.Zero).Performance!.Value.ShouldBe(18.25, 1e-12);
        RollUp.Of(children, RollUpMethod.WeightedAverage, MissingDataPolicy.NoValue).Performance.ShouldBeNull();
        RollUp.Of(children, RollUpMethod.Minimum, MissingDataPolicy.Zero).Performance.ShouldBe(0);
        foreach (var policy in new[] { MissingDataPolicy.Skip, MissingDataPolicy.Zero, MissingDataPolicy.NoValue })
            RollUp.Of(children, RollUpMethod.WeightedAverage, policy).Coverage.ShouldBe(35, 1e-12);

        // What weighs nothing is not missed, and of nothing at all zeros are no performance.
        RollUp.Of([new(1, 40, 100), new(0, null, 0)], RollUpMethod.WeightedAverage, MissingDataPolicy.NoValue).Performance.ShouldBe(40);
        RollUp.Of([new(1, null, 0)], RollUpMethod.WeightedAverage, MissingDataPolicy.Zero).Performance.ShouldBeNull();
    }

    [Fact]
    public void Of_CoverageOfChildren_IsWeighted()
    {
        // (3 × 50 + 1 × 100) / 4 = 62.5.
        RollUp.Of([new(3, 10, 50), new(1, 20, 100)]).Coverage.ShouldBe(62.5);
    }

    [Fact]
    public void Of_AnyMethodAndPolicy_StaysWithinTheChildrenAndZero() =>
        Prop.ForAll(
            (from children in Child.ListOf()
             from method in Gen.Elements(RollUpMethod.WeightedAverage, RollUpMethod.Minimum, RollUpMethod.Maximum, RollUpMethod.Sum)
             from policy in Gen.Elements(MissingDataPolicy.Skip, MissingDataPolicy.Zero, MissingDataPolicy.NoValue)
             select (children, method, policy)).ToArbitrary(),
            @case =>
            {
                var (performance, coverage) = RollUp.Of([.. @case.children], @case.method, @case.policy);
                var counting = @case.children.Where(child => child.Weight > 0).Select(child => child.Performance ?? 0).ToList();
                return coverage is >= 0 and <= 100
                    && (performance is not { } value || (value is >= 0 and <= 100 && (@case.method == RollUpMethod.Sum || (value >= counting.Min() && value <= counting.Max()))));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void StatusOf_RulesOfTheScorecard_DecideAndName()
    {
        StatusRule[] rules = [new() { Comparison = StatusComparison.AtLeast, Threshold = 90, Status = Status.Green, Label = "fine" }, new() { Status = Status.Red, Label = "not fine" }];
        RollUp.StatusOf(90, 100, 50, rules).ShouldBe((Status.Green, "fine"));
        RollUp.StatusOf(89, 100, 50, rules).ShouldBe((Status.Red, "not fine"));
        RollUp.StatusOf(90, 79, 80, rules).Status.ShouldBe(Status.Grey);
    }

    [Theory]
    [InlineData(null, 0.0, Status.Grey)]
    [InlineData(100.0, 49.9, Status.Grey)]
    [InlineData(100.0, 50.0, Status.Green)]
    [InlineData(50.0, 100.0, Status.Yellow)]
    [InlineData(20.0, 100.0, Status.Red)]
    public void StatusOf_PerformanceAndCoverage_DecideTheColour(double? performance, double coverage, Status expected) =>
        RollUp.StatusOf(performance, coverage, RollUp.MinimumCoverage, []).Status.ShouldBe(expected);
}
