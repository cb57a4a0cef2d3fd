using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Domain.Tests.Customers;
using KpiPlatform.Domain.Tests.Indicators;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class CustomMeasureTests
{
    private static readonly DimensionValue Web = DimensionValue.Of(0, 1);

    /// <summary>One measure "m" and the indicator "x" that shows it.</summary>
    private static TenantSettings Settings(CustomMeasureDefinition measure, string formula = "m", params CustomMeasureDefinition[] others)
    {
        var settings = new TenantSettings { Dimensions = [new("channel", "channel", ["web"])] };
        foreach (var other in others)
            settings = CustomMeasureSet.Put(settings, other);
        settings = CustomMeasureSet.Put(settings, measure with { Id = "m" });
        return settings with { Indicators = [new() { Id = "x", Formula = formula }] };
    }

    private static TenantStory Story(CustomMeasureDefinition measure, string formula = "m", params CustomMeasureDefinition[] others)
    {
        var settings = Settings(measure, formula, others);
        TenantSettingsValidator.Complete(settings);
        return new(settings);
    }

    private static Purchase Order(long amountMinor) => new() { OrderId = "o", AmountMinor = amountMinor };

    private static CustomMeasureDefinition Of(CustomMeasureAggregation aggregation, InteractionKind kind = InteractionKind.Purchase, string field = "", params string[] conditions) =>
        new() { Id = "m", Aggregation = aggregation, Kinds = [kind], Field = field, Conditions = conditions };

    [Fact]
    public void Count_OrdersFrom100_CountsThem()
    {
        var value = Story(Of(CustomMeasureAggregation.Count, conditions: ["purchase.amount >= 100", "channel = \"web\""]))
            .Add("anna", "2026-05-03", Order(10_000), "web")
            .Add("anna", "2026-05-04", Order(9_999), "web")
            .Add("anna", "2026-05-05", Order(20_000), "store")
            .Add("ben", "2026-05-31", Order(30_000), "web")
            .Add("ben", "2026-06-01", Order(30_000), "web")
            .Value("x", "2026-05");
        value.Value.ShouldBe(2);
        value.Unit.ShouldBe("count");
        value.SampleSize.ShouldBe(2);
    }

    [Fact]
    public void Sum_Amounts_IsInMoneyAndByDimension()
    {
        var story = Story(Of(CustomMeasureAggregation.Sum, field: "purchase.tax"))
            .Add("anna", "2026-05-03", Order(10_000) with { TaxMinor = 1_900 }, "web")
            .Add("ben", "2026-05-04", Order(10_000) with { TaxMinor = 750 });
        story.Value("x", "2026-05").ShouldSatisfyAllConditions(value => value.Value.ShouldBe(26.5), value => value.Unit.ShouldBe("EUR"));
        story.Value("x", "2026-05", dimension: Web).Value.ShouldBe(19);
        story.Value("x", "2026-05-03/2026-05-05").Value.ShouldBe(26.5);
    }

    [Fact]
    public void Average_OfValues_IsTheirMeanAndNoValueOfNone()
    {
        var story = Story(Of(CustomMeasureAggregation.Average, InteractionKind.SurveyAnswered, "survey_answered.value", "survey_answered.survey = mood"))
            .Add("anna", "2026-05-03", new SurveyAnswered { Survey = "mood", Value = 4 })
            .Add("anna", "2026-05-04", new SurveyAnswered { Survey = "mood", Value = 2.5 })
            .Add("ben", "2026-05-04", new SurveyAnswered { Survey = "mood", Value = 1 })
            .Add("ben", "2026-05-05", new SurveyAnswered { Survey = "else", Value = 9 });
        var value = story.Value("x", "2026-05");
        value.Value.ShouldBe(2.5);
        value.SampleSize.ShouldBe(3);
        story.Value("x", "2026-06").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void Average_OverLines_IsOfEachLine()
    {
        var value = Story(Of(CustomMeasureAggregation.Average, field: "purchase.lines.quantity"))
            .Add("anna", "2026-05-03", Order(1) with { Lines = [new() { Quantity = 1 }, new() { Quantity = 2 }] })
            .Add("ben", "2026-05-03", Order(1) with { Lines = [new() { Quantity = 6 }] })
            .Add("ben", "2026-05-03 13:00", Order(1))
            .Value("x", "2026-05");
        value.Value.ShouldBe(3);
        value.SampleSize.ShouldBe(3);
    }

    [Fact]
    public void MinMaxPercentile_OfValues_AreExactAndWithinOnePercent()
    {
        TenantStory Filled(CustomMeasureDefinition measure) => Story(measure)
            .Add("anna", "2026-05-03", Order(10_000))
            .Add("anna", "2026-05-04", Order(20_000))
            .Add("ben", "2026-05-05", Order(123_456))
            .Add("ben", "2026-05-06", Order(50_000))
            .Add("cora", "2026-05-07", Order(0))
            .Add("cora", "2026-06-07", Order(999_999));
        Filled(Of(CustomMeasureAggregation.Max, field: "purchase.amount")).Value("x", "2026-05")
            .ShouldSatisfyAllConditions(value => value.Value.ShouldBe(1_234.56), value => value.SampleSize.ShouldBe(5), value => value.Unit.ShouldBe("EUR"));
        Filled(Of(CustomMeasureAggregation.Min, field: "purchase.amount")).Value("x", "2026-05").Value.ShouldBe(0);
        Filled(Of(CustomMeasureAggregation.Percentile, field: "purchase.amount") with { Quantile = 0.5 }).Value("x", "2026-05")
            .ShouldSatisfyAllConditions(value => value.Value!.Value.ShouldBe(200, 2), value => value.SampleSize.ShouldBe(5), value => value.Unit.ShouldBe("EUR"));
        Filled(Of(CustomMeasureAggregation.Percentile, field: "purchase.amount") with { Quantile = 0.75 }).Value("x", "2026-05").Value!.Value.ShouldBe(500, 5);
        Filled(Of(CustomMeasureAggregation.Max, field: "purchase.amount")).Value("x", "2026-07").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void MinMax_OfSmallWholeAndNegativeNumbers_AreExact()
    {
        TenantStory Pages(CustomMeasureAggregation aggregation) => Story(Of(aggregation, InteractionKind.Visit, "visit.pages"))
            .Add("anna", "2026-05-03", new Visit { Session = "s", Pages = 7, Place = VisitPlace.Online })
            .Add("ben", "2026-05-03", new Visit { Session = "s", Pages = 41, Place = VisitPlace.Online });
        Pages(CustomMeasureAggregation.Max).Value("x", "2026-05").Value.ShouldBe(41);
        Pages(CustomMeasureAggregation.Min).Value("x", "2026-05").Value.ShouldBe(7);
        Story(Of(CustomMeasureAggregation.Min, InteractionKind.SurveyAnswered, "survey_answered.value"))
            .Add("anna", "2026-05-03", new SurveyAnswered { Survey = "s", Value = -3 })
            .Add("ben", "2026-05-03", new SurveyAnswered { Survey = "s", Value = 2 })
            .Value("x", "2026-05").Value.ShouldBe(-3);
    }

    [Fact]
    public void MinMax_OverLines_AreOfEachLine()
    {
        TenantStory Filled(CustomMeasureAggregation aggregation) => Story(Of(aggregation, field: "purchase.lines.quantity"))
            .Add("anna", "2026-05-03", Order(1) with { Lines = [new() { Quantity = 2.5m }, new() { Quantity = 7 }, new() { Quantity = 3 }] })
            .Add("ben", "2026-05-03", Order(1) with { Lines = [new() { Quantity = 1_000_000 }] });
        Filled(CustomMeasureAggregation.Min).Value("x", "2026-05").ShouldSatisfyAllConditions(value => value.Value.ShouldBe(2.5), value => value.SampleSize.ShouldBe(4));
        Filled(CustomMeasureAggregation.Max).Value("x", "2026-05").Value.ShouldBe(1_000_000);
    }

    [Fact]
    public void Max_OfACorrectedValue_IsTheNextOne()
    {
        var cells = new MeasureId(57_344);
        var context = TestCells.Context("2026-06");
        var day = context.Window.Period.FromDay;
        var table = new CellTable();
        void Count(long value, long times)
        {
            table.Apply(ExtremeValue.SeriesOf(cells, value).OnDay(day), times);
            table.Apply(CellKey.Of(ExtremeValue.CountOf(cells), Granularity.None, DimensionValue.Whole, day), times);
        }

        double? Max() => new ExtremeValue(cells, Greatest: true).Read(context, table).Value;
        Max().ShouldBeNull();
        Count(700, 1);
        Count(900, 2);
        Max().ShouldBe(900);
        Count(900, -1);
        Max().ShouldBe(900, "one of two was taken back");
        Count(900, -1);
        Max().ShouldBe(700);
        Count(800, 1);
        Max().ShouldBe(800, "a series that came after the first question");
        new ExtremeValue(cells, Greatest: false).Read(context, table).ShouldBe((2, 700));
    }

    [Fact]
    public void MinMax_RandomValuesAddedAndTakenBack_AreThoseOfTheValuesLeft()
    {
        var random = new Random(17);
        var cells = new MeasureId(57_344);
        var context = TestCells.Context("2026-06");
        for (var i = 0; i < 300; i++)
        {
            var table = new CellTable();
            var left = new List<long>();
            for (var step = 0; step < 40; step++)
            {
                var value = (long)(Math.Exp(random.NextDouble() * (i % 3 == 0 ? 43 : 16)) * (random.Next(2) == 0 ? 1 : -1));
                var times = 1;
                if (left.Count > 0 && random.Next(3) == 0)
                {
                    (value, times) = (left[random.Next(left.Count)], -1);
                    left.Remove(value);
                }
                else
                {
                    left.Add(value);
                }

                var day = context.Window.Period.FromDay + random.Next(2);
                table.Apply(ExtremeValue.SeriesOf(cells, value).OnDay(context.Window.Period.FromDay), times);
                table.Apply(CellKey.Of(ExtremeValue.CountOf(cells), Granularity.None, DimensionValue.Whole, day), times);

                // What is planned and fetched is what is read directly, although only the extreme one is fetched.
                foreach (var (rank, expected) in new[] { (new ExtremeValue(cells, false), left.Order().FirstOrDefault()), (new ExtremeValue(cells, true), left.OrderDescending().FirstOrDefault()) })
                {
                    var plan = new CellPlan();
                    rank.Read(context, plan);
                    plan.Spans.Single().Take.ShouldNotBe(SpanTake.All);
                    var fetched = plan.Fill(table.Sums(plan.Ranges), [.. plan.Spans.Select(table.SumsOf)]);
                    var (count, found) = rank.Read(context, fetched);
                    count.ShouldBe(left.Count);
                    if (left.Count == 0)
                        found.ShouldBeNull();
                    else if (Math.Abs(expected) <= 16_777_215)
                        found.ShouldBe(expected);
                    else
                        found!.Value.ShouldBe(expected, Math.Abs((double)expected) / (1 << 23));
                }
            }
        }
    }

    [Fact]
    public void ExtremeCode_KeepsTheOrderAndRoundNumbers()
    {
        long[] values = [long.MinValue, long.MinValue + 1, -123_456_789_012, -16_777_217, -16_777_216, -16_777_215, -2, -1, 0, 1, 2, 16_777_215, 16_777_216, 16_777_217, 9_000_000_000, long.MaxValue - 1, long.MaxValue];
        values.Select(ExtremeCode.CodeOf).ShouldBeInOrder();
        ExtremeCode.CodeOf(long.MaxValue).ShouldBeLessThan(ExtremeCode.Count);
        foreach (var whole in new long[] { 0, 1, 999, 1_074, 123_456, 8_388_607 })
        {
            ExtremeCode.ValueOf(ExtremeCode.CodeOf(whole * 1_000_000)).ShouldBe(whole * 1_000_000);
            ExtremeCode.ValueOf(ExtremeCode.CodeOf(-whole * 1_000_000)).ShouldBe(-whole * 1_000_000);
        }

        ExtremeCode.ValueOf(ExtremeCode.CodeOf(long.MinValue)).ShouldBeLessThan(-9_223_370_000_000_000_000);
        ExtremeCode.ValueOf(ExtremeCode.CodeOf(long.MaxValue)).ShouldBeGreaterThan(9_223_370_000_000_000_000);
    }

    [Fact]
    public void Max_DefinedBeforeValuesWereCounted_GoesOnByBucket()
    {
        var settings = new TenantSettings { Measures = [Of(CustomMeasureAggregation.Max, field: "purchase.amount") with { FirstNumber = 55_000 }], MeasureNumbers = new(Sketches: 1) };
        new CustomMeasure(settings.Measures[0], Currency.Of("EUR")).Named.Ranked.ShouldBe(new SketchQuantile(new(55_000), 1));
        CustomMeasureSet.Put(settings, Of(CustomMeasureAggregation.Percentile, field: "purchase.amount") with { Id = "p" }).Measures[1].FirstNumber.ShouldBe(55_001);
        CustomMeasureSet.Put(settings, settings.Measures[0] with { Conditions = ["channel = web"] }).Measures[0].FirstNumber.ShouldBe(57_344, "changed, it is counted anew and exactly");
    }

    [Fact]
    public void Sketch_EveryValue_IsMetWithinOnePercent()
    {
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            var value = (long)Math.Exp(random.NextDouble() * 34) * (random.Next(2) == 0 ? 1 : -1);
            var table = new CellTable();
            table.Apply(CellKey.Of(new(55_000), Granularity.None, SketchQuantile.BucketOf(value), TestCells.Context("2026-06").Window.Period.FromDay), 1);
            var (count, found) = new SketchQuantile(new(55_000), 0.5).Read(TestCells.Context("2026-06"), table);
            count.ShouldBe(1);
            found!.Value.ShouldBe(value, Math.Max(1e-9, Math.Abs(value) * 0.01001));
        }
    }

    [Fact]
    public void DistinctCustomers_PerPeriod_CountEachOnce()
    {
        var story = Story(Of(CustomMeasureAggregation.DistinctCustomers, conditions: ["purchase.amount >= 50"]))
            .Add("anna", "2026-05-03", Order(5_000))
            .Add("anna", "2026-05-03 15:00", Order(6_000))
            .Add("anna", "2026-05-20", Order(6_000))
            .Add("anna", "2026-06-02", Order(6_000))
            .Add("ben", "2026-05-20", Order(7_000))
            .Add("cora", "2026-05-20", Order(4_999));
        story.Value("x", "2026-05").Value.ShouldBe(2);
        story.Value("x", "2026-05", "2026-05-10").Value.ShouldBe(1);
        story.Value("x", "2026-06").Value.ShouldBe(1);
        story.Value("x", "2026-Q2").Value.ShouldBe(2);
        story.Value("x", "2026-05-19/2026-06-03").Value.ShouldBe(2);
    }

    [Fact]
    public void CustomersWithAtLeast_PerPeriod_CountFromTheNthOn()
    {
        var story = Story(Of(CustomMeasureAggregation.CustomersWithAtLeast) with { AtLeast = 3 })
            .Bought("anna", "2026-05-03").Bought("anna", "2026-05-10").Bought("anna", "2026-05-17").Bought("anna", "2026-05-24")
            .Bought("ben", "2026-04-30").Bought("ben", "2026-05-01").Bought("ben", "2026-05-02");
        story.Value("x", "2026-05").Value.ShouldBe(1);
        story.Value("x", "2026-05", "2026-05-16").Value.ShouldBe(0);
        story.Value("x", "2026-Q2").Value.ShouldBe(2);
        story.Value("x", "2026-W18").Value.ShouldBe(1);
        story.Value("x", "2026-04-30/2026-05-18").Value.ShouldBe(2);
    }

    [Fact]
    public void Last_OfTheTenantsObservations_IsTheNewestInOrBefore()
    {
        var story = Story(Of(CustomMeasureAggregation.Last, InteractionKind.Observation, "observation.value", "observation.indicator = headcount"))
            .Add("tenant", "2026-05-03", new Observation { Indicator = "headcount", Value = 12 })
            .Add("tenant", "2026-06-20", new Observation { Indicator = "headcount", Value = 9.5 })
            .Add("tenant", "2026-06-10", new Observation { Indicator = "headcount", Value = 40 })
            .Add("tenant", "2026-06-25", new Observation { Indicator = "else", Value = 1 });
        story.Value("x", "2026-04").Value.ShouldBeNull();
        story.Value("x", "2026-05").Value.ShouldBe(12);
        story.Value("x", "2026-06").Value.ShouldBe(9.5);
        story.Value("x", "2026-06", "2026-06-15").Value.ShouldBe(40);
        story.Value("x", "2026-09").Value.ShouldBe(9.5);
    }

    [Fact]
    public void SumOfLast_Seats_AddsEachCustomersNewest()
    {
        var story = Story(Of(CustomMeasureAggregation.SumOfLast, InteractionKind.Usage, "usage.quantity", "usage.meter = seats"))
            .Add("anna", "2026-05-03", new Usage { Meter = "seats", Quantity = 10 })
            .Add("ben", "2026-05-04", new Usage { Meter = "seats", Quantity = 5 })
            .Add("anna", "2026-06-03", new Usage { Meter = "seats", Quantity = 4 });
        story.Value("x", "2026-04").Value.ShouldBe(0);
        story.Value("x", "2026-05").Value.ShouldBe(15);
        story.Value("x", "2026-06").Value.ShouldBe(9);
    }

    [Fact]
    public void Ratio_OfTwoMeasures_DividesThem()
    {
        var big = Of(CustomMeasureAggregation.Count, conditions: ["purchase.amount >= 100"]) with { Id = "big" };
        var ratio = new CustomMeasureDefinition { Aggregation = CustomMeasureAggregation.Ratio, Numerator = "big", Denominator = "orders" };
        var story = Story(ratio, "m * 100", big).Bought("anna", "2026-05-03").Bought("anna", "2026-05-04", 100).Bought("ben", "2026-05-04", 200);
        var value = story.Value("x", "2026-05");
        value.Value.ShouldBe(100 / 3.0);
        value.SampleSize.ShouldBe(3);
        story.Value("x", "2026-07").NoValueReason.ShouldBe("DENOMINATOR_ZERO");
    }

    [Fact]
    public void Previous_OfACustomSpan_CountsThePeriodsBeforeExactly()
    {
        // Ten days from 21 May; before them 11 to 20 May, 1 to 10 May, 21 to 30 April.
        TenantStory Buying(string formula) => Story(Of(CustomMeasureAggregation.DistinctCustomers), formula)
            .Bought("anna", "2026-04-25").Bought("anna", "2026-05-02").Bought("ben", "2026-05-02").Bought("ben", "2026-05-09").Bought("anna", "2026-05-12")
            .Bought("anna", "2026-05-22").Bought("ben", "2026-05-22").Bought("cora", "2026-05-30");
        Buying("m").Value("x", "2026-05-21/2026-05-31").Value.ShouldBe(3);
        Buying("previous(m)").Value("x", "2026-05-21/2026-05-31").Value.ShouldBe(1);
        Buying("previous(previous(m))").Value("x", "2026-05-21/2026-05-31").Value.ShouldBe(2);
        Buying("previous(previous(previous(m)))").Value("x", "2026-05-21/2026-05-31").Value.ShouldBe(1);
        Buying("previous(previous(buyers))").Value("x", "2026-05-21/2026-05-31").Value.ShouldBe(2);
        Buying("growth(m)").Value("x", "2026-05-21/2026-05-31").Value.ShouldBe(2);

        // As of 25 May five days are elapsed: 11 to 15 and 1 to 5 May.
        Buying("previous(m)").Value("x", "2026-05-21/2026-05-31", "2026-05-25").Value.ShouldBe(1);
        Buying("previous(previous(m))").Value("x", "2026-05-21/2026-05-31", "2026-05-25").Value.ShouldBe(2);
    }

    [Fact]
    public void Conditions_OnAttributes_UseThoseInForce()
    {
        var measure = Of(CustomMeasureAggregation.Count, conditions: ["attribute:plan in [gold, silver]"]);
        var value = Story(measure)
            .Bought("anna", "2026-05-01")
            .Add("anna", "2026-05-02", new ProfileUpdated { Attributes = [new("plan", "gold")] })
            .Bought("anna", "2026-05-03")
            .Add("anna", "2026-05-04", new ProfileUpdated { Attributes = [new("plan", "basic")] })
            .Bought("anna", "2026-05-05")
            .Value("x", "2026-05");
        value.Value.ShouldBe(1);
        new TenantDefinition(new(1), 1, Settings(measure)).FactAttributes.ShouldContain("plan");
    }

    [Fact]
    public void Count_OverSeveralKinds_CountsEach()
    {
        var value = Story(Of(CustomMeasureAggregation.Count) with { Kinds = [InteractionKind.Complaint, InteractionKind.Refund] })
            .Add("anna", "2026-05-01", new Complaint())
            .Add("anna", "2026-05-02", new Refund { AmountMinor = 3 })
            .Bought("anna", "2026-05-03")
            .Value("x", "2026-05");
        value.Value.ShouldBe(2);
    }

    /// <summary>Every aggregation over random histories in random orders, with revisions and restarts, against the plain list.</summary>
    [Fact]
    public void Cells_OfRandomHistories_EqualADirectComputation() => Seeds.Check(400, seed =>
    {
        var random = new Random(seed);
        var edges = new EdgeHistory(seed);
        var settings = edges.Settings with { Measures = [] };
        var definitions = new[]
        {
            Of(CustomMeasureAggregation.Count, InteractionKind.Purchase) with { Id = "count" },
            Of(CustomMeasureAggregation.Sum, InteractionKind.Purchase, "purchase.amount", "purchase.amount >= 0.5") with { Id = "sum" },
            Of(CustomMeasureAggregation.Average, InteractionKind.SurveyAnswered, "survey_answered.value") with { Id = "average" },
            Of(CustomMeasureAggregation.DistinctCustomers, InteractionKind.Purchase) with { Id = "distinct", Kinds = [InteractionKind.Purchase, InteractionKind.TicketOpened, InteractionKind.Visit] },
            Of(CustomMeasureAggregation.CustomersWithAtLeast, InteractionKind.Purchase) with { Id = "twice", AtLeast = 2, Kinds = [InteractionKind.Purchase, InteractionKind.Call] },
            Of(CustomMeasureAggregation.SumOfLast, InteractionKind.Purchase, "purchase.amount") with { Id = "latest" },
            Of(CustomMeasureAggregation.Max, InteractionKind.Purchase, "purchase.amount") with { Id = "max" },
        };
        settings = definitions.Aggregate(settings, CustomMeasureSet.Put);
        var tenant = new TenantDefinition(new TenantNumber(1), 1, settings);
        var recorder = new Recorder(new FoldContext(tenant));
        var interactions = edges.Make(random.Next(1, 24));
        recorder.RecordAll([.. interactions.Select(edges.Encode)], random);
        var table = new CellTable();
        table.Apply(recorder.Total);

        var effective = interactions.GroupBy(one => (one.Source, one.Id)).Select(revisions => revisions.MaxBy(one => one.Revision)!).OrderBy(one => one.FoldKey).ToList();
        int DayOf(Interaction one) => tenant.Calendar.DayOf(one.OccurredAt);
        CustomMeasure Measure(string id) => tenant.CustomMeasures!.All.Single(measure => measure.Definition.Id == id);
        for (var i = 0; i < 30; i++)
        {
            var granularity = new[] { Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year }[random.Next(5)];
            var period = KpiPeriod.Containing(tenant.Calendar, granularity, DayOf(effective[random.Next(effective.Count)]) + random.Next(-1, 2));
            var cut = i % 2 == 0 ? period.ToDay : random.Next(period.FromDay + 1, period.ToDay + 1);
            List<Interaction> In(params InteractionKind[] kinds) => [.. effective.Where(one => kinds.Contains(one.Facts.Kind) && DayOf(one) >= period.FromDay && DayOf(one) < cut)];
            long Additive(MeasureId cells, int from) => table.Sum(SeriesKey.Of(cells, Granularity.None, DimensionValue.Whole), from, cut);
            long PerPeriod(string id) => table.Sum(SeriesKey.Of(Measure(id).Cells, granularity, DimensionValue.Whole), period.FromDay, cut);

            Additive(Measure("count").Cells, period.FromDay).ShouldBe(In(InteractionKind.Purchase).Count);
            Additive(Measure("sum").Cells, period.FromDay).ShouldBe(In(InteractionKind.Purchase).Select(one => ((Purchase)one.Facts).AmountMinor).Where(amount => amount >= 50).Sum());
            Additive(Measure("average").Cells, period.FromDay).ShouldBe(In(InteractionKind.SurveyAnswered).Sum(one => (long)Math.Round(((SurveyAnswered)one.Facts).Value * 1_000_000, MidpointRounding.AwayFromZero)));
            Additive(Measure("average").CountCells, period.FromDay).ShouldBe(In(InteractionKind.SurveyAnswered).Count);
            PerPeriod("distinct").ShouldBe(In(InteractionKind.Purchase, InteractionKind.TicketOpened, InteractionKind.Visit).Count > 0 ? 1 : 0);
            PerPeriod("twice").ShouldBe(In(InteractionKind.Purchase, InteractionKind.Call).Count >= 2 ? 1 : 0);
            Additive(Measure("latest").Cells, CellKey.MinDay).ShouldBe(effective.LastOrDefault(one => one.Facts is Purchase && DayOf(one) < cut) is { Facts: Purchase last } ? last.AmountMinor : 0);
            for (var slot = 0; slot < settings.Dimensions.Count; slot++)
            {
                Enumerable.Range(0, settings.Dimensions[slot].Values.Count + 1)
                    .Sum(value => table.Sum(SeriesKey.Of(Measure("sum").Cells, Granularity.None, DimensionValue.Of(slot, value)), period.FromDay, cut))
                    .ShouldBe(Additive(Measure("sum").Cells, period.FromDay));
            }

            var context = IndicatorContext.Of(tenant, period, tenant.Calendar.StartOf(cut - 1));
            var greatest = Measure("max").Named.Ranked!.Read(context, table);
            greatest.Count.ShouldBe(In(InteractionKind.Purchase).Count);
            if (In(InteractionKind.Purchase) is { Count: > 0 } orders)
                greatest.Value.ShouldBe(orders.Max(one => ((Purchase)one.Facts).AmountMinor));
        }

        // The state does not depend on the order of arrival, nor on whether it was stored meanwhile.
        var again = new Recorder(new FoldContext(tenant));
        foreach (var interaction in interactions)
            again.Record(edges.Encode(interaction));
        again.State.Snapshot().Span.SequenceEqual(recorder.State.Snapshot().Span).ShouldBeTrue();
    });

    [Fact]
    public void Put_ChangedAndDeletedMeasures_NeverGetAnOldNumber()
    {
        var settings = CustomMeasureSet.Put(new(), Of(CustomMeasureAggregation.Average, field: "purchase.amount") with { Id = "a" });
        settings.Measures[0].FirstNumber.ShouldBe(10_000);
        settings = CustomMeasureSet.Put(settings, Of(CustomMeasureAggregation.Count) with { Id = "b" });
        settings.Measures[1].FirstNumber.ShouldBe(10_002);
        var renamed = CustomMeasureSet.Put(settings, settings.Measures[0] with { Title = "A", FirstNumber = 0 });
        renamed.Measures[0].FirstNumber.ShouldBe(10_000);
        CustomMeasureSet.CountSame(settings.Measures, renamed.Measures).ShouldBeTrue();
        var changed = CustomMeasureSet.Put(renamed, renamed.Measures[0] with { Conditions = ["channel = web"] });
        changed.Measures[0].FirstNumber.ShouldBe(10_003);
        changed.Measures[0].Title.ShouldBe("A");
        CustomMeasureSet.CountSame(renamed.Measures, changed.Measures).ShouldBeFalse();
        var removed = CustomMeasureSet.Remove(changed, "a");
        CustomMeasureSet.CountSame(changed.Measures, removed.Measures).ShouldBeFalse();
        CustomMeasureSet.Put(removed, Of(CustomMeasureAggregation.Sum, field: "purchase.amount") with { Id = "a" }).Measures[1].FirstNumber.ShouldBe(10_005);
        CustomMeasureSet.Put(removed, Of(CustomMeasureAggregation.DistinctCustomers) with { Id = "c" }).Measures[1].FirstNumber.ShouldBe(40_000);
        CustomMeasureSet.Put(removed, Of(CustomMeasureAggregation.Max, field: "purchase.amount") with { Id = "c" }).Measures[1].FirstNumber.ShouldBe(57_344);
        CustomMeasureSet.Put(removed, Of(CustomMeasureAggregation.Percentile, field: "purchase.amount") with { Id = "c" }).Measures[1].FirstNumber.ShouldBe(55_000);
        var ratio = CustomMeasureSet.Put(removed, new() { Id = "r", Aggregation = CustomMeasureAggregation.Ratio, Numerator = "b", Denominator = "orders" });
        ratio.Measures[1].FirstNumber.ShouldBe(0);
        CustomMeasureSet.CountSame(removed.Measures, ratio.Measures).ShouldBeTrue();
        Should.Throw<DomainException>(() => CustomMeasureSet.Put(new() { MeasureNumbers = new(Extremes: 128) }, Of(CustomMeasureAggregation.Max, field: "purchase.amount"))).Reason.ShouldBe("MEASURE_NUMBERS_EXHAUSTED");
    }
}
