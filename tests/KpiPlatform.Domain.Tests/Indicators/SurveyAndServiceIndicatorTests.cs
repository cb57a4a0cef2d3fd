using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Tests.Indicators;

public sealed class SurveyAndServiceIndicatorTests
{
    /// <summary>74 satisfied of 107 answers are 69.16 %.</summary>
    [Fact]
    public void Csat_IsTheShareOfSatisfiedAnswers()
    {
        var value = new TestCells().Add(BuiltInMeasures.CsatAnswers, "2026-06-05", 107).Add(BuiltInMeasures.CsatSatisfied, "2026-06-05", 74)
            .Evaluate("csat", "2026-06");
        Math.Round(value.Value!.Value, 2).ShouldBe(69.16);
        value.SampleSize.ShouldBe(107);
        value.Interval!.Method.ShouldBe("wilson");
    }

    [Fact]
    public void Nps_IsPromotersLessDetractorsOfAllAnswers()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.NpsAnswers, Granularity.Month, "2026-06-05", 100)
            .Add(BuiltInMeasures.NpsPromoters, Granularity.Month, "2026-06-05", 60)
            .Add(BuiltInMeasures.NpsDetractors, Granularity.Month, "2026-06-06", 20);
        var value = cells.Evaluate("nps", "2026-06");
        value.Value.ShouldBe(40);
        value.Unit.ShouldBe("points");
        value.Numerator.ShouldBe(40);
        value.Denominator.ShouldBe(100);
        value.Interval!.Method.ShouldBe("adjusted-wald");
        cells.Evaluate("promoter_share", "2026-06").Value.ShouldBe(60);
        cells.Evaluate("detractor_share", "2026-06").Value.ShouldBe(20);
        cells.Evaluate("detractor_share", "2026-06", "2026-06-05T12").Value.ShouldBe(0);
        cells.Evaluate("nps", "2026-05").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void Ces_IsTheMeanAndTheShareOfEasyAnswers()
    {
        var value = new TestCells()
            .Add(BuiltInMeasures.CesAnswers, "2026-06-05", 4)
            .Add(BuiltInMeasures.CesSumMicro, "2026-06-05", 21_500_000)
            .Add(BuiltInMeasures.CesEasy, "2026-06-05", 3)
            .Evaluate("ces", "2026-06");
        value.Value.ShouldBe(21.5 / 4);
        value.Numerator.ShouldBe(21.5);
        value.Components.ShouldBe([new("easy_share", 75)]);
    }

    [Fact]
    public void AverageResolutionTime_IsInHours()
    {
        var value = new TestCells()
            .Add(BuiltInMeasures.ResolutionCount, Granularity.Week, "2026-06-03", 2)
            .Add(BuiltInMeasures.ResolutionMilliseconds, Granularity.Week, "2026-06-03", 5 * 3_600_000)
            .Evaluate("average_resolution_time", "2026-W23");
        value.Value.ShouldBe(2.5);
        value.Unit.ShouldBe("hours");
    }

    [Fact]
    public void FirstContactResolution_CountsOnlyDaysWhoseWeekIsOver()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.FirstResolved, "2026-06-01", 10)
            .Add(BuiltInMeasures.FirstResolvedFailed, "2026-06-01", 3)
            .Add(BuiltInMeasures.FirstResolved, "2026-06-02", 5);

        // Tickets resolved on the 1st are judged at the end of the 8th.
        cells.Evaluate("first_contact_resolution", "2026-06", "2026-06-08T23").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        cells.Evaluate("first_contact_resolution", "2026-06", "2026-06-09T00").Value.ShouldBe(70);
        cells.Evaluate("first_contact_resolution", "2026-06", "2026-06-10T00").Value.ShouldBe(80);
        cells.Evaluate("first_contact_resolution", "2026-06-01", "2026-06-10T00").Value.ShouldBe(70);
    }
}
