using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class MeasureCatalogueTests
{
    [Fact]
    public void All_EveryMeasure_IsDescribedAndANameOfFormulas()
    {
        MeasureCatalogue.All.Count.ShouldBeGreaterThanOrEqualTo(34);
        foreach (var measure in MeasureCatalogue.All)
        {
            measure.Title.ShouldNotBeNullOrWhiteSpace(measure.Id);
            measure.Description.ShouldEndWith(".", Case.Sensitive, measure.Id);
            FormulaFunctions.Reserved.ShouldNotContain(measure.Id);
            FormulaParser.Parse(measure.Id).ShouldBeOfType<NameNode>().Id.ShouldBe(measure.Id);
            if (measure.IsFlow)
                measure.Nature.ShouldBe(MeasureNature.Flow, measure.Id);
            if (measure.Unit != MeasureUnit.Count)
                measure.Sample.ShouldNotBeNull(measure.Id);
        }

        foreach (var indicator in IndicatorCatalogue.All)
            FormulaFunctions.Reserved.ShouldNotContain(indicator.Id);
    }

    [Fact]
    public void Find_KnownAndUnknown_IsTheMeasureOrNull()
    {
        MeasureCatalogue.Find("orders")!.Quantity.ShouldBe(Quantities.Orders);
        MeasureCatalogue.Find("revenue")!.Unit.ShouldBe(MeasureUnit.Money);
        MeasureCatalogue.Find("base_at_end")!.Nature.ShouldBe(MeasureNature.StockAtEnd);
        MeasureCatalogue.Find("orders")!.IsDimensional.ShouldBeTrue();
        MeasureCatalogue.Find("buyers")!.IsDimensional.ShouldBeFalse();
        MeasureCatalogue.Find("happiness").ShouldBeNull();
        MeasureCatalogue.Find(null).ShouldBeNull();
    }

    [Fact]
    public void All_EveryBuiltInCell_IsReachedByAName()
    {
        var named = MeasureCatalogue.All.SelectMany(measure => measure.Quantity.Terms).Select(term => term.Measure).ToHashSet();
        var unnamed = typeof(BuiltInMeasures).GetProperties().Where(property => property.PropertyType == typeof(MeasureId))
            .Where(property => !named.Contains((MeasureId)property.GetValue(null)!)).Select(property => property.Name);

        // These have cells by a value of their own only (a cohort's month, a day, a bucket, a channel): indicators show them.
        unnamed.Order(StringComparer.Ordinal).ShouldBe(
        [
            nameof(BuiltInMeasures.BaseByRegion), nameof(BuiltInMeasures.CohortBuyers), nameof(BuiltInMeasures.ExperienceAnswers), nameof(BuiltInMeasures.ExperienceSatisfied),
            nameof(BuiltInMeasures.ReplyMillisecondsSketch), nameof(BuiltInMeasures.TicketsDueOpen),
        ]);
    }
}
