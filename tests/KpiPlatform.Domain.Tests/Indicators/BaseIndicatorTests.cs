using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tests.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Indicators;

public sealed class BaseIndicatorTests
{
    /// <summary>Q3 1997 of the CDNOW purchases with a lapse of 90 days: S 5,322, E 4,195, retained 2,239, returned 1,956, lost 3,083.</summary>
    private static TestCells Cdnow() => new TestCells()
        .Add(BuiltInMeasures.BaseEntered, "1997-06-30", 5_322)
        .Add(BuiltInMeasures.BaseEntered, "1997-08-01", 1_956)
        .Add(BuiltInMeasures.BaseLeft, "1997-08-15", 3_083)
        .Add(BuiltInMeasures.BaseLeft, "1997-10-01", 900)
        .Add(BuiltInMeasures.BaseLeftOfStart, Granularity.Quarter, "1997-08-15", 3_100)
        .Add(BuiltInMeasures.BaseReenteredOfStart, Granularity.Quarter, "1997-09-15", 17)
        .Add(BuiltInMeasures.BaseLeft, "1997-08-20", 17)
        .Add(BuiltInMeasures.BaseEntered, "1997-09-15", 17);

    [Fact]
    public void BaseMovement_Cdnow_GivesThePublishedParts()
    {
        var value = Cdnow().Evaluate("base_movement", "1997-Q3");
        value.Value.ShouldBe(4_195);
        value.Unit.ShouldBe("count");
        value.Direction.ShouldBe(Direction.None);
        value.Components.ShouldBe(
        [
            new("start", 5_322), new("new_in_base", 0), new("returned", 1_956), new("lost", 3_083), new("end", 4_195), new("retained", 2_239),
        ]);
        value.OfComponent("lost").Value.ShouldBe(3_083);
        value.OfComponent("gained").NoValueReason.ShouldBe("COMPONENT_ABSENT");
    }

    [Fact]
    public void RetentionAndChurn_Cdnow_SumToHundred()
    {
        var retention = Cdnow().Evaluate("customer_retention_rate", "1997-Q3");
        var churn = Cdnow().Evaluate("churn_rate", "1997-Q3");

        Math.Round(retention.Value!.Value, 2).ShouldBe(42.07);
        retention.Value.ShouldBe(100 * 2_239 / 5_322.0);
        retention.Numerator.ShouldBe(2_239);
        retention.Denominator.ShouldBe(5_322);
        retention.SampleSize.ShouldBe(5_322);
        retention.Interval!.Method.ShouldBe("wilson");
        retention.Interval.Lower.ShouldBeLessThan(retention.Value!.Value);
        retention.Unit.ShouldBe("percent");
        churn.Numerator.ShouldBe(3_083);
        (retention.Value + churn.Value)!.Value.ShouldBe(100, 1e-12);
        churn.Direction.ShouldBe(Direction.Decrease);
        Cdnow().Evaluate("customer_base_expansion", "1997-Q3").Value.ShouldBe(100.0 * (4_195 - 5_322) / 5_322);
    }

    [Fact]
    public void Retention_NobodyAtTheStart_HasNoValue()
    {
        var value = Cdnow().Evaluate("customer_retention_rate", "1997-Q2");
        value.Value.ShouldBeNull();
        value.NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        value.Denominator.ShouldBe(0);
        value.Interval.ShouldBeNull();
    }

    [Fact]
    public void Retention_AsOfWithinThePeriod_CutsBaseAndLeaves()
    {
        var value = Cdnow().Evaluate("base_movement", "1997-Q3", "1997-08-14T20");
        value.Partial.ShouldBeTrue();
        value.Value.ShouldBe(5_322 + 1_956);
        value.OfComponent("retained").Value.ShouldBe(5_322);
        Cdnow().Evaluate("base_movement", "1997-Q3", "1997-08-15T00").OfComponent("retained").Value.ShouldBe(5_322 - 3_100);
    }

    [Fact]
    public void Retention_PeriodNotBegun_HasNoValue()
    {
        var value = Cdnow().Evaluate("customer_retention_rate", "1997-Q3", "1997-06-30T23");
        value.Value.ShouldBeNull();
        value.NoValueReason.ShouldBe("PERIOD_NOT_BEGUN");
        value.Partial.ShouldBeTrue();
        Cdnow().Evaluate("base_movement", "1997-Q3", "1997-06-30T23").OfComponent("lost").NoValueReason.ShouldBe("PERIOD_NOT_BEGUN");
    }

    [Fact]
    public void ComplaintsRate_IsPerHundredInTheBaseAtAnyTime()
    {
        var cells = Cdnow()
            .Add(BuiltInMeasures.BaseFirstEntered, Granularity.Quarter, "1997-08-01", 1_956)
            .Add(BuiltInMeasures.Complaints, "1997-09-30", 91)
            .Add(BuiltInMeasures.Complaints, "1997-10-01", 5);
        var value = cells.Evaluate("complaints_rate", "1997-Q3");
        value.Value.ShouldBe(9_100.0 / 7_278);
        value.Unit.ShouldBe("per_100_customers");
        value.Interval.ShouldBeNull();
    }

    [Fact]
    public void BaseMovement_AnyPurchases_EqualsCountingCustomers()
    {
        var calendar = TestCalendars.Of("Europe/Berlin", 4);
        var first = TestCalendars.Day(2025, 11, 1);
        Prop.ForAll(
            (from lapse in Gen.Elements(1, 3, 10, 30, 90)
             from customers in Gen.Choose(0, 260).Select(day => first + day).ArrayOf().Resize(12).ListOf().Resize(12)
             from granularity in Gen.Elements(TestCalendars.Granularities)
             from day in Gen.Choose(-20, 400)
             from asOf in Gen.Choose(0, 400)
             select (lapse, customers, granularity, day: first + day, asOf)).ToArbitrary(),
            @case =>
            {
                var model = new BaseModel(@case.lapse, [.. @case.customers]);
                var table = model.Emit(calendar, TestCalendars.Granularities);
                var period = KpiPeriod.Containing(calendar, @case.granularity, @case.day);
                var context = TestCells.Context("2026") with
                {
                    Calendar = calendar,
                    Window = EvaluationWindow.Of(calendar, period, calendar.StartOf(period.FromDay + @case.asOf) + Duration.FromHours(5)),
                };
                var from = period.FromDay;
                var cut = context.Window.CutDay;
                bool AtStart(int[] days) => model.InBase(days, from);
                bool AtEnd(int[] days) => model.InBase(days, cut);
                bool IsNew(int[] days) => days.Length > 0 && days.Min() >= from && days.Min() < period.ToDay;

                var value = IndicatorCatalogue.Get("base_movement").Evaluate(context, table);
                double Part(string id) => value.OfComponent(id).Value!.Value;
                Part("start").ShouldBe(model.Count(AtStart));
                Part("end").ShouldBe(model.Count(AtEnd));
                Part("retained").ShouldBe(model.Count(days => AtStart(days) && AtEnd(days)));
                Part("lost").ShouldBe(model.Count(days => AtStart(days) && !AtEnd(days)));
                Part("new_in_base").ShouldBe(model.Count(days => AtEnd(days) && IsNew(days)));
                Part("returned").ShouldBe(model.Count(days => AtEnd(days) && !AtStart(days) && !IsNew(days)));
                (Part("start") + Part("new_in_base") + Part("returned") - Part("lost")).ShouldBe(Part("end"));

                var anyTime = IndicatorCatalogue.Get("complaints_rate").Evaluate(context, table).Denominator;
                anyTime.ShouldBe(model.Count(days => AtStart(days) || days.Any(day => day >= from && day < cut)));
            }).QuickCheckThrowOnFailure();
    }
}
