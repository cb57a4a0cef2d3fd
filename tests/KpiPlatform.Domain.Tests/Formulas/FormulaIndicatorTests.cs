using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tests.Indicators;

namespace KpiPlatform.Domain.Tests.Formulas;

public sealed class FormulaIndicatorTests
{
    private static readonly DimensionValue Web = DimensionValue.Of(0, 1);
    private static readonly DimensionValue Store = DimensionValue.Of(0, 2);
    private static readonly DimensionValue Rest = DimensionValue.Of(0, 0);

    /// <summary>May: 20 orders of 30 buyers' worth, 1,000.00; June 10 to the 15th and 20 in all, 750.00 and 1,500.00.</summary>
    private static TestCells Cells() => new TestCells()
        .Add(BuiltInMeasures.Orders, "2026-05-02", 12)
        .Add(BuiltInMeasures.Orders, "2026-05-20", 8)
        .Add(BuiltInMeasures.Orders, "2026-06-03", 10)
        .Add(BuiltInMeasures.Orders, "2026-06-25", 10)
        .Add(BuiltInMeasures.Orders, "2026-06-03", 6, Web)
        .Add(BuiltInMeasures.Orders, "2026-06-03", 3, Store)
        .Add(BuiltInMeasures.Orders, "2026-06-03", 1, Rest)
        .Add(BuiltInMeasures.RevenueMinor, "2026-05-02", 60_000)
        .Add(BuiltInMeasures.RevenueMinor, "2026-05-20", 40_000)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-03", 75_000)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-25", 75_000)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-03", 50_000, Web)
        .Add(BuiltInMeasures.RevenueMinor, "2026-06-03", 25_000, Store)
        .Add(BuiltInMeasures.Buyers, Granularity.Month, "2026-05-02", 15)
        .Add(BuiltInMeasures.Buyers, Granularity.Month, "2026-06-03", 30)
        .Add(BuiltInMeasures.BaseEntered, "2026-01-05", 40)
        .Add(BuiltInMeasures.BaseLeft, "2026-06-10", 10);

    private static IndicatorValue Evaluate(string formula, string period = "2026-06", string? asOf = null, DimensionValue dimension = default, params (string Id, string Formula)[] others)
    {
        var tenant = TestFormulas.Tenant([.. others, ("x", formula)]);
        tenant.ErrorOf("x")?.Message.ShouldBeNull();
        var context = TestCells.Context(period, asOf) with { Dimension = dimension };
        var table = Cells().Table;
        var plan = new CellPlan();
        tenant.Get("x").Evaluate(context, plan);
        var value = tenant.Get("x").Evaluate(context, plan.Fill(table.Sums(plan.Ranges), [.. plan.Spans.Select(table.SumsOf)]));
        tenant.Get("x").Evaluate(context, table).SaysSameAs(value).ShouldBeTrue();
        return value;
    }

    [Theory]
    [InlineData("orders", 20.0)]
    [InlineData("revenue", 1_500.0)]
    [InlineData("revenue / orders", 75.0)]
    [InlineData("2 + 3 * 4 - 6 / 3", 12.0)]
    [InlineData("-orders + 1", -19.0)]
    [InlineData("percent(orders, buyers)", 200.0 / 3)]
    [InlineData("100 * orders / buyers", 200.0 / 3)]
    [InlineData("orders / buyers * 100", 200.0 / 3)]
    [InlineData("if(percent(orders, buyers) >= 200 / 3, 1, 0)", 1.0)]
    [InlineData("if(orders = 20 and not revenue < 1500 or 1 > 2, 1, 0)", 1.0)]
    [InlineData("if(orders != 20, 1, 2)", 2.0)]
    [InlineData("if(orders <= 19, 1, 2)", 2.0)]
    [InlineData("min(orders, 5, buyers)", 5.0)]
    [InlineData("max(orders, 5, buyers)", 30.0)]
    [InlineData("abs(orders - buyers)", 10.0)]
    [InlineData("round(orders / buyers, 2)", 0.67)]
    [InlineData("round(-2.5)", -3.0)]
    [InlineData("previous(revenue)", 1_000.0)]
    [InlineData("change(revenue)", 500.0)]
    [InlineData("growth(revenue)", 0.5)]
    [InlineData("growth(orders)", 0.0)]
    [InlineData("previous(orders / buyers)", 20.0 / 15)]
    [InlineData("change(base_at_end)", -10.0)]
    [InlineData("base_at_start", 40.0)]
    [InlineData("base_at_end", 30.0)]
    [InlineData("base_movement.lost", 0.0)]
    [InlineData("base_movement.end + 1", 31.0)]
    [InlineData("per_customer(revenue)", 50.0)]
    [InlineData("per_day(orders)", 20.0 / 30)]
    [InlineData("per_month(revenue)", 1_500.0)]
    [InlineData("average_purchase_value + 1", 76.0)]
    [InlineData("at(orders, channel: web)", 6.0)]
    [InlineData("percent(at(revenue, channel: store), revenue)", 100 * 250.0 / 1_500)]
    [InlineData("at(orders, channel: other)", 1.0)]
    [InlineData("coalesce(1 / 0, orders)", 20.0)]
    [InlineData("coalesce(csat, detractor_share, 7)", 7.0)]
    public void Evaluate_Formula_IsTheNumber(string formula, double expected) => Evaluate(formula).Value.ShouldBe(expected);

    [Theory]
    [InlineData("1 / 0")]
    [InlineData("csat")]
    [InlineData("csat + 1")]
    [InlineData("percent(orders, orders - orders)")]
    [InlineData("growth(tickets_opened)")]
    [InlineData("if(csat > 50, 1, 2)")]
    [InlineData("if(1 < 2, csat, 3)")]
    [InlineData("if(csat > 50 or 1 < 2, 1, 2)")]
    [InlineData("if(not csat > 50, 1, 2)")]
    [InlineData("min(1, csat)")]
    [InlineData("abs(csat)")]
    [InlineData("coalesce(csat, detractor_share)")]
    [InlineData("previous(csat)")]
    public void Evaluate_NothingToDivideBy_IsNoValue(string formula)
    {
        var value = Evaluate(formula);
        value.Value.ShouldBeNull();
        value.NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void Evaluate_BeyondDoubles_IsNoValue()
    {
        var nines = new string('9', 30);
        var power = string.Join(" * ", Enumerable.Repeat(nines, 20));
        Evaluate(power).NoValueReason.ShouldBe("NUMBER_OUT_OF_RANGE");
        Evaluate($"1 + {power}").NoValueReason.ShouldBe("NUMBER_OUT_OF_RANGE");
        Evaluate($"coalesce({power} * {power}, 3)").Value.ShouldBe(3);
        var large = string.Join(" * ", Enumerable.Repeat($"{nines}", 10)) + " * 99999999";
        Evaluate($"{large} / 3").Value.ShouldNotBeNull();
        Evaluate($"percent({large}, 1)").NoValueReason.ShouldBe("NUMBER_OUT_OF_RANGE");
    }

    [Fact]
    public void Evaluate_PartialPeriod_ComparesTheSameElapsedDays()
    {
        // As of 10 June ten days are elapsed: May up to the 10th has 12 orders.
        Evaluate("orders", asOf: "2026-06-10T12").Value.ShouldBe(10);
        Evaluate("previous(orders)", asOf: "2026-06-10T12").Value.ShouldBe(12);
        Evaluate("growth(revenue)", asOf: "2026-06-10T12").Value.ShouldBe(0.25);
        Evaluate("per_day(previous(orders))", asOf: "2026-06-10T12").Value.ShouldBe(1.2);
        Evaluate("previous(per_day(orders))", asOf: "2026-06-10T12").Value.ShouldBe(1.2);
        Evaluate("per_month(orders)", asOf: "2026-06-10T12").Value.ShouldBe(10 * 365.25 / 12 / 10);
        Evaluate("previous(previous(orders))", "2026-07", "2026-07-03T12").Value.ShouldBe(12);
    }

    [Fact]
    public void Evaluate_Ratio_ShowsItsParts()
    {
        var value = Evaluate("percent(orders, buyers)");
        (value.Numerator, value.Denominator, value.SampleSize, value.Unit).ShouldBe((20, 30, 30, "percent"));
        Evaluate("100 * orders / buyers").Numerator.ShouldBe(20);
        Evaluate("revenue / orders").ShouldSatisfyAllConditions(
            one => one.Numerator.ShouldBe(1_500), one => one.Denominator.ShouldBe(20), one => one.SampleSize.ShouldBe(20), one => one.Unit.ShouldBe("EUR/count"));
        var nothing = Evaluate("revenue / tickets_opened");
        (nothing.Value, nothing.Numerator, nothing.Denominator, nothing.SampleSize).ShouldBe((null, 1_500, 0, 0));
        Evaluate("orders + buyers").Numerator.ShouldBeNull();
        Evaluate("orders + buyers").SampleSize.ShouldBe(30);
        Evaluate("revenue").SampleSize.ShouldBe(20);
        Evaluate("3").SampleSize.ShouldBe(0);
        Evaluate("if(orders > 5, 1, 0)").SampleSize.ShouldBe(20);
        Evaluate("if(orders > 5, buyers, 0)").SampleSize.ShouldBe(30);
    }

    [Fact]
    public void Evaluate_Vector_HasAPartForEachValueAndTheWhole()
    {
        var value = Evaluate("percent(over(channel, orders), orders)");
        value.Value.ShouldBe(100);
        value.Components.ShouldBe([new("web", 30), new("store", 15), new("other", 5)]);
        var perOrder = Evaluate("over(channel, revenue / orders)");
        perOrder.Value.ShouldBe(75);
        perOrder.Components.ShouldBe([new("web", 500 / 6.0), new("store", 250 / 3.0), new("other", 0)]);
        Evaluate("over(channel, refunds / orders)", "2026-03").Components.ShouldBeEmpty();
        Evaluate("if(over(channel, orders) > 2, 1, 0)").Components.ShouldBe([new("web", 1), new("store", 1), new("other", 0)]);
        TestFormulas.Tenant(("x", "over(\"my-plan\", orders)")).Get("x").Components.ShouldBe(["basic", "other", "(other)"]);
    }

    [Fact]
    public void Evaluate_IndicatorOfIndicators_IsComputedThrough()
    {
        (string, string)[] others = [("share", "percent(over(channel, revenue), revenue)"), ("aov", "revenue / orders"), ("twice", "aov * 2")];
        Evaluate("twice + aov", others: others).Value.ShouldBe(225);
        Evaluate("previous(twice)", others: others).Value.ShouldBe(100);
        var vector = Evaluate("share / 2", others: others);
        vector.Components.ShouldBe([new("web", 100 * 500 / 1_500.0 / 2), new("store", 100 * 250 / 1_500.0 / 2), new("other", 0)]);
        Evaluate("share.web", others: others).Value.ShouldBe(100 * 500 / 1_500.0);
    }

    [Fact]
    public async Task Evaluate_VectorsThatNameEachOthersParts_AreEachComputedOnce()
    {
        // Each names the whole and two parts of the one before: were each part computed from the beginning, 3^15 numbers would be read.
        var chain = Enumerable.Range(0, 16)
            .Select(i => ($"i{i}", i == 0 ? "over(channel, 3)" : $"(i{i - 1} + i{i - 1}.web + i{i - 1}.store) / 3"))
            .ToArray();
        var tenant = TestFormulas.Tenant(chain);
        tenant.ErrorOf("i15").ShouldBeNull();
        var value = await Task.Run(() => tenant.Get("i15").Evaluate(TestCells.Context("2026-06"), Cells().Table)).WaitAsync(TimeSpan.FromSeconds(20));
        value.Value.ShouldBe(3);
        value.Components.ShouldBe([new("web", 3), new("store", 3), new("other", 3)]);
    }

    [Fact]
    public void Evaluate_PartThatHasNoValue_SaysThatItIsAbsent()
    {
        (string, string)[] others = [("per_refund", "over(channel, orders / refunds)"), ("share", "over(channel, percent(revenue, revenue))")];
        Evaluate("per_refund.web + 1", others: others).NoValueReason.ShouldBe("DENOMINATOR_ZERO", "neither the whole nor the part has a value");
        Evaluate("share.web + 1", others: others).Value.ShouldBe(101);
        Evaluate("share.other", others: others).NoValueReason.ShouldBe("COMPONENT_ABSENT", "nothing was sold there");
    }

    [Fact]
    public void Evaluate_Dimension_WhereEveryPartIsKeptByIt()
    {
        Evaluate("revenue / orders", dimension: Web).Value.ShouldBe(500 / 6.0);
        TestFormulas.Read("revenue / orders").IsDimensional.ShouldBeTrue();
        TestFormulas.Read("revenue / buyers").IsDimensional.ShouldBeFalse();
        TestFormulas.Read("at(revenue, channel: web)").IsDimensional.ShouldBeFalse();
        TestFormulas.Read("per_customer(revenue)").IsDimensional.ShouldBeFalse();
        Should.Throw<DomainException>(() => Evaluate("buyers", dimension: Web)).Reason.ShouldBe("NOT_DIMENSIONAL");
    }

    [Theory]
    [InlineData("orders", true)]
    [InlineData("orders - refunds * 2", true)]
    [InlineData("-(orders / 2)", true)]
    [InlineData("over(channel, orders)", true)]
    [InlineData("orders + 1", false)]
    [InlineData("orders / buyers", false)]
    [InlineData("base_at_end", false)]
    [InlineData("change(orders)", false)]
    [InlineData("round(orders)", false)]
    public void IsFlow_IsWhatAddsUpOverDays(string formula, bool isFlow) =>
        TestFormulas.Tenant(("x", formula)).Get("x").IsFlow(string.Empty).ShouldBe(isFlow);

    [Fact]
    public void Evaluate_CustomPeriod_LooksBackAsManyDays()
    {
        // 21 days before 1 June: 11 to 31 May.
        Evaluate("previous(orders)", "2026-06-01/2026-06-22").Value.ShouldBe(8);
        var context = TestCells.Context("2026-03-01/2026-03-29");
        context.Window.Period.Granularity.ShouldBe(Granularity.Custom);

        // The 28 days before are February, but a custom fold keeps custom spans only.
        context.Previous().Window.Period.Granularity.ShouldBe(Granularity.Custom);
        context.Previous().Window.Period.Label.ShouldBe("2026-02");
    }

    [Fact]
    public void Of_NameOfMeasureAndIndicator_SaysTheSame()
    {
        var table = Cells().Table;
        foreach (var indicator in IndicatorCatalogue.All.Where(indicator => MeasureCatalogue.Find(indicator.Id) is not null))
            Evaluate(indicator.Id).Value.ShouldBe(indicator.Evaluate(TestCells.Context("2026-06"), table).Value, indicator.Id);
    }

    [Fact]
    public void Evaluate_FormulaOfABuiltInIndicator_IsTheIndicator()
    {
        var same = new Dictionary<string, string>
        {
            ["customer_retention_rate"] = "percent(retained, base_at_start)",
            ["churn_rate"] = "percent(lost, base_at_start)",
            ["customer_base_expansion"] = "percent(base_at_end - base_at_start, base_at_start)",
            ["average_purchase_value"] = "revenue / orders",
            ["repeat_in_period_rate"] = "percent(repeat_buyers, buyers)",
            ["repeat_customer_rate"] = "percent(repeat_customers_ever, customers_ever)",
            ["return_after_first_purchase"] = "percent(returned_in_window, return_windows_over)",
            ["csat"] = "percent(csat_satisfied, csat_answers)",
            ["nps"] = "percent(nps_promoters - nps_detractors, nps_answers)",
            ["ces"] = "ces_points / ces_answers",
            ["complaints_rate"] = "100 * complaints / base_any_time",
            ["average_resolution_time"] = "resolution_time / 3600000 / tickets_resolved",
            ["first_contact_resolution"] = "percent(tickets_first_resolved - tickets_resolved_in_vain, tickets_first_resolved)",
        };
        var random = new Random(11);
        for (var i = 0; i < 50; i++)
        {
            var table = new CellTable();
            foreach (var measure in MeasureCatalogue.All.SelectMany(measure => measure.Quantity.Terms).Select(term => term.Measure).Distinct())
            {
                // Promoters and detractors are some of the answers, day by day.
                var isNps = measure == BuiltInMeasures.NpsAnswers || measure == BuiltInMeasures.NpsPromoters || measure == BuiltInMeasures.NpsDetractors;
                for (var day = 1; day < 30; day += 3)
                {
                    var amount = measure == BuiltInMeasures.NpsAnswers ? 1_000 : random.Next(1, 500);
                    table.Apply(
                        CellKey.Of(
                            measure,
                            BuiltInMeasures.IsPerPeriod(measure) ? Granularity.Month : Granularity.None,
                            default,
                            LocalDay.Parse($"2026-06-{day:00}", "day") - (isNps ? 0 : random.Next(2) * 30)),
                        amount);
                }
            }

            foreach (var (id, formula) in same)
            {
                var context = TestCells.Context("2026-06", random.Next(2) == 0 ? null : "2026-06-17T09");
                var own = TestFormulas.Tenant(("x", formula)).Get("x").Evaluate(context, table);
                var builtIn = IndicatorCatalogue.Get(id).Evaluate(context, table);
                own.Value.HasValue.ShouldBe(builtIn.Value.HasValue, id);
                if (builtIn.Value is { } value)
                    own.Value!.Value.ShouldBe(value, (Math.Abs(value) + 1) * 1e-14, id);
                own.SampleSize.ShouldBe(Math.Max(0, builtIn.SampleSize), id);
            }
        }
    }

    [Fact]
    public void Evaluate_RandomFormulas_AgreeWithDoubles()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var (text, value) = Random(random, 4);
            var evaluated = Evaluate(text);
            if (value is not { } expected)
                evaluated.Value.ShouldBeNull(text);
            else
                evaluated.Value!.Value.ShouldBe(expected, Math.Max(1e-6, Math.Abs(expected) * 1e-9), text);
        }
    }

    /// <summary>A formula of plain numbers and what it comes to, computed beside it; conditions stay clear of ties.</summary>
    private static (string Text, double? Value) Random(Random random, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            return random.Next(4) switch
            {
                0 => ("orders / buyers", 20 / 30.0),
                1 => ("previous(orders / buyers)", 20 / 15.0),
                2 => ("csat / csat * (orders / buyers)", null),
                _ => random.Next(2) == 0 ? ("0", 0) : ("3.25", 3.25),
            };
        }

        var (a, x) = Random(random, depth - 1);
        var (b, y) = Random(random, depth - 1);
        return random.Next(8) switch
        {
            0 => ($"({a}) + ({b})", x + y),
            1 => ($"({a}) - ({b})", x - y),
            2 => ($"({a}) * ({b})", x * y),
            3 => ($"coalesce({a}, {b})", x ?? y),
            4 => ($"abs({a})", x is { } number ? Math.Abs(number) : null),
            5 => ($"if(({a}) + 0.00001 < ({b}), 1, 2)", x + 0.00001 < y && x is not null && y is not null ? 1 : x is null || y is null ? null : 2),
            6 => ($"max({a}, {b})", x is { } one && y is { } other ? Math.Max(one, other) : null),
            _ => ($"({a}) / (abs({b}) + 1)", x / (y is { } below ? Math.Abs(below) + 1 : null)),
        };
    }
}
