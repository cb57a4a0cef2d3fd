using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Tenants;

public sealed class TenantFormulasValidatorTests
{
    private static readonly CustomMeasureDefinition Good = new()
    {
        Id = "big_orders", Aggregation = CustomMeasureAggregation.Sum, Kinds = [InteractionKind.Purchase], Field = "purchase.amount", Conditions = ["purchase.amount >= 100"],
    };

    [Fact]
    public void Check_GoodDefinitions_AreTaken() => TenantSettingsValidator.Complete(With(Good) with { Indicators = [new() { Id = "share", Formula = "big_orders / revenue" }] }).Measures.Count.ShouldBe(1);

    public static TheoryData<string, string, string> Wrong => new()
    {
        { nameof(CustomMeasureDefinition.Id), "INVALID_ID", "measure.id" },
        { "IdReserved", "RESERVED_ID", "measure.id" },
        { nameof(CustomMeasureDefinition.Title), "TEXT_TOO_LONG", "measure.title" },
        { nameof(CustomMeasureDefinition.Aggregation), "REQUIRED", "measure.aggregation" },
        { nameof(CustomMeasureDefinition.Kinds), "INVALID_COUNT", "measure.kinds" },
        { "KindsTwice", "DUPLICATE_KIND", "measure.kinds[1]" },
        { "KindsUnknown", "INVALID_KIND", "measure.kinds[0]" },
        { "LastOfCustomers", "INVALID_KIND", "measure.kinds[0]" },
        { "CustomersOfTenant", "INVALID_KIND", "measure.kinds[0]" },
        { "Condition", "SYNTAX", "measure.conditions[0]" },
        { "ConditionKind", "WRONG_KIND", "measure.conditions[0]" },
        { "Field", "REQUIRED", "measure.field" },
        { "FieldUnknown", "UNKNOWN_FIELD", "measure.field" },
        { "FieldText", "NOT_A_NUMBER", "measure.field" },
        { "FieldKind", "WRONG_KIND", "measure.field" },
        { "FieldOfCount", "NOT_APPLICABLE", "measure.field" },
        { "AtLeast", "OUT_OF_RANGE", "measure.at_least" },
        { "AtLeastOfSum", "NOT_APPLICABLE", "measure.at_least" },
        { "Quantile", "OUT_OF_RANGE", "measure.quantile" },
        { "QuantileOfSum", "NOT_APPLICABLE", "measure.quantile" },
        { "RatioKinds", "INVALID_COUNT", "measure.kinds" },
        { "RatioNothing", "INVALID_ID", "measure.numerator" },
        { "RatioUnknown", "UNKNOWN_NAME", "measure.denominator" },
        { "NumeratorOfSum", "NOT_APPLICABLE", "measure.numerator" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_WrongMeasure_NamesTheField(string what, string reason, string field)
    {
        var ratio = new CustomMeasureDefinition { Id = "r", Aggregation = CustomMeasureAggregation.Ratio, Numerator = "orders", Denominator = "buyers" };
        var count = Good with { Aggregation = CustomMeasureAggregation.Count, Field = "" };
        var wrong = what switch
        {
            "Id" => Good with { Id = "Big" },
            "IdReserved" => Good with { Id = "previous" },
            "Title" => Good with { Title = new('x', 201) },
            "Aggregation" => Good with { Aggregation = CustomMeasureAggregation.None },
            "Kinds" => Good with { Kinds = [] },
            "KindsTwice" => count with { Kinds = [InteractionKind.Purchase, InteractionKind.Purchase] },
            "KindsUnknown" => count with { Kinds = [(InteractionKind)200] },
            "LastOfCustomers" => Good with { Aggregation = CustomMeasureAggregation.Last },
            "CustomersOfTenant" => count with { Aggregation = CustomMeasureAggregation.DistinctCustomers, Kinds = [InteractionKind.Spend], Conditions = [] },
            "Condition" => Good with { Conditions = ["purchase.amount >="] },
            "ConditionKind" => count with { Conditions = ["refund.amount > 3"] },
            "Field" => Good with { Field = "" },
            "FieldUnknown" => Good with { Field = "purchase.price" },
            "FieldText" => Good with { Field = "purchase.order_id" },
            "FieldKind" => Good with { Kinds = [InteractionKind.Purchase, InteractionKind.Refund], Conditions = [] },
            "FieldOfCount" => Good with { Aggregation = CustomMeasureAggregation.Count },
            "AtLeast" => count with { Aggregation = CustomMeasureAggregation.CustomersWithAtLeast, AtLeast = 1 },
            "AtLeastOfSum" => Good with { AtLeast = 2 },
            "Quantile" => Good with { Aggregation = CustomMeasureAggregation.Percentile, Quantile = 1.1 },
            "QuantileOfSum" => Good with { Quantile = 0.5 },
            "RatioKinds" => ratio with { Kinds = [InteractionKind.Purchase] },
            "RatioNothing" => ratio with { Numerator = "" },
            "RatioUnknown" => ratio with { Denominator = "nothing" },
            "NumeratorOfSum" => Good with { Numerator = "orders" },
            _ => throw new InvalidOperationException(what),
        };
        var error = Should.Throw<DomainException>(() => TenantFormulasValidator.Check(With(wrong), wrong.Id, "measure"));
        error.Reason.ShouldBe(reason);
        error.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("Share", "orders", "", "INVALID_ID", "indicator.id")]
    [InlineData("min", "orders", "", "RESERVED_ID", "indicator.id")]
    [InlineData("share", "orders +", "", "SYNTAX", "indicator.formula")]
    [InlineData("share", "", "", "FORMULA_EMPTY", "indicator.formula")]
    [InlineData("share", "orders > 3", "", "WRONG_TYPE", "indicator.formula")]
    [InlineData("share", "share + 1", "", "FORMULA_CYCLE", "indicator.formula")]
    [InlineData("share", "orders", "money", "STATED_UNIT_MISMATCH", "indicator.unit")]
    [InlineData("share", "orders", "pieces", "INVALID_UNIT", "indicator.unit")]
    [InlineData("big_orders", "orders", "", "DUPLICATE_ID", "indicator.id")]
    public void Check_WrongIndicator_NamesTheField(string id, string formula, string unit, string reason, string field)
    {
        var settings = With(Good) with { Indicators = [new() { Id = id, Formula = formula, Unit = unit }] };
        var error = Should.Throw<DomainException>(() => TenantFormulasValidator.Check(settings, id, "indicator"));
        error.Reason.ShouldBe(reason);
        error.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("revenue")]
    [InlineData("base_at_end")]
    [InlineData("csat")]
    public void RequireFreeId_OfWhatIsBuiltIn_IsRefused(string id) =>
        Should.Throw<DomainException>(() => TenantFormulasValidator.RequireFreeId(id, "indicator_id")).Reason.ShouldBe("BUILT_IN_ID");

    [Fact]
    public void Check_ChangeThatBreaksAnother_IsRefusedNamingIt()
    {
        var settings = With(Good) with { Indicators = [new() { Id = "share", Formula = "big_orders / revenue" }, new() { Id = "sum", Formula = "big_orders + revenue" }] };
        var counted = settings with { Measures = [Good with { Aggregation = CustomMeasureAggregation.Count, Field = "" }] };
        var error = Should.Throw<DomainException>(() => TenantFormulasValidator.Check(counted, "big_orders", "measure"));
        error.Kind.ShouldBe(ErrorKind.FailedPrecondition);
        error.Reason.ShouldBe("IN_USE");
        error.Message.ShouldContain("\"sum\" would no longer work");
    }

    [Fact]
    public void Complete_DimensionThatAFormulaNeeds_CannotGo()
    {
        var settings = new TenantSettings { Dimensions = [new("channel", "channel", ["web"])], Indicators = [new() { Id = "x", Formula = "over(channel, orders)" }] };
        TenantSettingsValidator.Complete(settings);
        var error = Should.Throw<DomainException>(() => TenantSettingsValidator.Complete(settings with { Dimensions = [] }));
        error.Reason.ShouldBe("UNKNOWN_DIMENSION");
        error.Field.ShouldBe("tenant.indicators[0].formula");
    }

    [Fact]
    public void Complete_WhatCouldNotBeReadBefore_StopsNoOtherChange()
    {
        // Stored by another version of the program, which had these words.
        var stored = new TenantSettings { Indicators = [new() { Id = "old", Formula = "gone(1)" }, new() { Id = "older", Formula = "vanished + 1" }, new() { Id = "over", Formula = "orders" }] };
        TenantSettingsValidator.Complete(stored with { DisplayName = "New" }, stored).DisplayName.ShouldBe("New");
        Should.Throw<DomainException>(() => TenantSettingsValidator.Complete(stored)).Field.ShouldBe("tenant.indicators[2].id");
        var mended = stored with { Indicators = [stored.Indicators[0] with { Formula = "orders" }, stored.Indicators[1], stored.Indicators[2]] };
        TenantFormulasValidator.Check(mended, "old", "indicator", stored);
        var broken = stored with { Indicators = [stored.Indicators[0] with { Formula = "orders +" }, stored.Indicators[1], stored.Indicators[2]] };
        Should.Throw<DomainException>(() => TenantFormulasValidator.Check(broken, "old", "indicator", stored)).Field.ShouldBe("indicator.formula");
    }

    [Fact]
    public void Check_TooManyCells_SaysTheArithmetic()
    {
        var dimensions = Enumerable.Range(0, 8).Select(i => new DimensionDefinition($"d{i}", $"label:{i}", ["a"])).ToList();
        var averages = Enumerable.Range(0, 6).Aggregate(new TenantSettings { Dimensions = dimensions }, (settings, i) =>
            CustomMeasureSet.Put(settings, Good with { Id = $"m{i}", Aggregation = CustomMeasureAggregation.Average }));
        var error = Should.Throw<DomainException>(() => TenantFormulasValidator.Check(averages));
        error.Reason.ShouldBe("TOO_MANY_CELLS");
        error.Message.ShouldContain("18 (m0) + 18 (m1)");
        error.Message.ShouldContain("= 108 cells");
        error.Message.ShouldContain("with 152 kept for the built-in ones that is more than 256");
        TenantFormulasValidator.Check(averages with { Measures = [.. averages.Measures.Take(5)] });

        // 3 x 1,002 cells a day x 366 days = 1,100,196.
        var wide = Enumerable.Range(0, 3).Aggregate(new TenantSettings { Dimensions = [new("d", "channel", [.. Enumerable.Range(0, 1_000).Select(i => $"{i}")])] }, (settings, i) =>
            CustomMeasureSet.Put(settings, Good with { Id = $"m{i}" }));
        Should.Throw<DomainException>(() => TenantFormulasValidator.Check(wide)).Message.ShouldContain("(1002 (m0) + 1002 (m1) + 1002 (m2)) x 366 days = 1100196 cells");
        var error2 = Should.Throw<DomainException>(() => TenantFormulasValidator.Check(With(Good with { Aggregation = CustomMeasureAggregation.Percentile, Quantile = 0.5, Field = "purchase.lines.total", Conditions = [] })));
        error2.Message.ShouldContain("200 (big_orders) = 200 cells");
    }

    [Fact]
    public void Check_TooMany_IsRefused()
    {
        var settings = Enumerable.Range(0, 101).Aggregate(new TenantSettings(), (all, i) => CustomMeasureSet.Put(all, Good with { Id = $"m{i}" }));
        Should.Throw<DomainException>(() => TenantFormulasValidator.Check(settings)).Field.ShouldBe("tenant.measures");
        var indicators = new TenantSettings { Indicators = [.. Enumerable.Range(0, 201).Select(i => new TenantIndicatorDefinition { Id = $"i{i}", Formula = "orders" })] };
        Should.Throw<DomainException>(() => TenantFormulasValidator.Check(indicators)).Field.ShouldBe("tenant.indicators");
    }

    [Fact]
    public void Of_StoredFormulaThatCannotBeRead_HasNoValueAndHarmsNothing()
    {
        var tenant = TenantIndicators.Of(new TenantSettings { Indicators = [new() { Id = "new", Formula = "gone + 1" }, new() { Id = "through", Formula = "new * 2" }, new() { Id = "old", Formula = "gone(1)" }, new() { Id = "fine", Formula = "orders" }] });
        tenant.Get("fine").ShouldBeOfType<FormulaIndicator>();
        string Reason(string id) => tenant.Get(id).Evaluate(Domain.Tests.Indicators.TestCells.Context("2026-06"), new CellTable()).NoValueReason;
        Reason("old").ShouldBe("FORMULA_INVALID");
        Reason("new").ShouldBe("NOT_COUNTED_YET");
        Reason("through").ShouldBe("NOT_COUNTED_YET");
    }

    private static TenantSettings With(CustomMeasureDefinition measure) => new() { Measures = [measure with { FirstNumber = 10_000 }] };
}
