using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Σ of deltas against the numbers computed straight from the definitions.</summary>
public sealed class CustomerFoldOracleTests
{
    private const int CasesPerTest = 1_200;
    private const int WindowsPerCase = 60;

    private static readonly Granularity[] Granularities = [Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year];

    private static readonly MeasureId[] Flows =
    [
        BuiltInMeasures.Orders, BuiltInMeasures.RevenueMinor, BuiltInMeasures.Refunds, BuiltInMeasures.CsatAnswers, BuiltInMeasures.CsatSatisfied,
        BuiltInMeasures.CesAnswers, BuiltInMeasures.CesSumMicro, BuiltInMeasures.CesEasy, BuiltInMeasures.Complaints, BuiltInMeasures.TicketsOpened,
    ];

    [Fact]
    public void Cells_EveryGranularityAndPrefix_EqualTheDefinitions() => Seeds.Check(CasesPerTest, seed =>
    {
        var random = new Random(seed);
        var (history, oracle, cells) = Record(seed, random, definition => new FoldContext(definition), random.Next(1, 24));
        var dates = oracle.InterestingDates();
        for (var i = 0; i < WindowsPerCase; i++)
        {
            var granularity = Granularities[random.Next(Granularities.Length)];
            var (from, end) = OraclePeriods.Containing(granularity, Near(dates, random), history.Settings.FiscalYearStartMonth);
            var to = i % 3 == 0 ? end : Near(dates, random);
            if (to <= from || to > end)
                to = end;
            Same(cells.Numbers(granularity, from, to), oracle.Numbers(from, to), $"{granularity} [{from:uuuu-MM-dd}, {to:uuuu-MM-dd}) of {Text(history)}");
            var (previous, _) = OraclePeriods.Containing(granularity, from.PlusDays(-1), history.Settings.FiscalYearStartMonth);
            SameFrequency(cells, oracle, granularity, (previous, from, to), whole: to == end && i % 2 == 0, Text(history));
            if (granularity == Granularity.Month)
                cells.CohortBuyers(from, to).ShouldBe(oracle.CohortBuyers(from, to));
        }
    });

    [Fact]
    public void Cells_CustomSpanAndItsPrefixes_EqualTheDefinitions() => Seeds.Check(CasesPerTest, seed =>
    {
        var random = new Random(-seed);
        var edges = new EdgeHistory(seed);
        var interactions = edges.Make(random.Next(1, 24));
        var oracle = new Oracle(edges.Settings, interactions);
        var dates = oracle.InterestingDates();
        var from = Near(dates, random);
        var end = from.PlusDays(random.Next(1, random.Next(2, 100)));
        var recorder = new Recorder(new FoldContext(edges.Definition, FoldPeriods.ForCustom(CellNumbers.Day(from), CellNumbers.Day(end))));
        recorder.RecordAll([.. interactions.Select(edges.Encode)], random);
        var cells = new CellNumbers(recorder.Total);
        for (var i = 0; i < 20; i++)
        {
            var to = Near(dates, random);
            if (to <= from || to > end)
                to = end;
            Same(cells.Numbers(Granularity.Custom, from, to), oracle.Numbers(from, to), $"custom [{from:uuuu-MM-dd}, {to:uuuu-MM-dd}) of {Text(edges)}");
            SameFrequency(cells, oracle, Granularity.Custom, (from.PlusDays(-Period.DaysBetween(from, end)), from, to), whole: to == end && i % 2 == 0, Text(edges));
        }
    });

    [Fact]
    public void Cells_OfManyCustomers_AddUp() => Seeds.Check(60, seed =>
    {
        var random = new Random(seed);
        var edges = new EdgeHistory(seed);
        var context = new FoldContext(edges.Definition);
        var total = new CellDelta();
        var oracles = new List<Oracle>();
        for (var customer = 0; customer < 25; customer++)
        {
            var interactions = edges.Make(random.Next(1, 20));
            oracles.Add(new Oracle(edges.Settings, interactions));
            var recorder = new Recorder(context);
            recorder.RecordAll([.. interactions.Select(edges.Encode)], random);
            total.Add(recorder.Total);
        }

        var cells = new CellNumbers(total);
        for (var i = 0; i < 10; i++)
        {
            var granularity = Granularities[random.Next(Granularities.Length)];
            var (from, to) = OraclePeriods.Containing(granularity, Near(oracles[random.Next(oracles.Count)].InterestingDates(), random), edges.Settings.FiscalYearStartMonth);
            var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var (name, value) in oracles.SelectMany(oracle => oracle.Numbers(from, to)))
                expected[name] = expected.GetValueOrDefault(name) + value;
            Same(cells.Numbers(granularity, from, to), expected, $"{granularity} {from:uuuu-MM-dd} of {Text(edges)}");
            (expected["S"] + expected["new in base"] + expected["returned"] - expected["lost"]).ShouldBe(expected["E"]);
        }
    });

    /// <summary>Also one that is late: it moves what came after it, of which the window holds little.</summary>
    [Fact]
    public void Delta_OfOneInteraction_NamesFewCells() => Seeds.Check(300, seed =>
    {
        const int MaxCells = 256;
        var random = new Random(seed);
        var edges = new EdgeHistory(seed);
        var recorder = new Recorder(new FoldContext(edges.Definition));
        foreach (var interaction in edges.Make(random.Next(1, 60)).OrderBy(interaction => interaction.OccurredAt))
            recorder.Record(edges.Encode(interaction)).Count.ShouldBeLessThanOrEqualTo(MaxCells);
    });

    [Fact]
    public void Flows_OfEachDimension_AddUpToTheWhole() => Seeds.Check(300, seed =>
    {
        var random = new Random(seed);
        var (history, _, cells) = Record(seed, random, definition => new FoldContext(definition), random.Next(1, 40));
        for (var slot = 0; slot < history.Settings.Dimensions.Count; slot++)
        {
            foreach (var measure in Flows)
            {
                var byValue = Enumerable.Range(0, history.Settings.Dimensions[slot].Values.Count + 1)
                    .Sum(value => cells.Sum(measure, Granularity.None, DimensionValue.Of(slot, value)));
                byValue.ShouldBe(cells.Sum(measure, Granularity.None, DimensionValue.Whole), $"measure {measure.Value} by dimension {slot}");
            }
        }
    });

    private static (EdgeHistory History, Oracle Oracle, CellNumbers Cells) Record(int seed, Random random, Func<Domain.Tenants.TenantDefinition, FoldContext> context, int count)
    {
        var edges = new EdgeHistory(seed);
        var interactions = edges.Make(count);
        var recorder = new Recorder(context(edges.Definition));
        recorder.RecordAll([.. interactions.Select(edges.Encode)], random);
        return (edges, new Oracle(edges.Settings, interactions), new CellNumbers(recorder.Total));
    }

    private static void SameFrequency(
        CellNumbers cells, Oracle oracle, Granularity granularity, (LocalDate Previous, LocalDate From, LocalDate To) days, bool whole, string history)
    {
        var (mature, more) = cells.BuyingFrequency(granularity, days.From, days.To, whole);
        var where = $"{granularity} {days.From:uuuu-MM-dd} to {days.To:uuuu-MM-dd}, {(whole ? "whole" : "part")}, of {history}";
        mature.ShouldBe(oracle.IsMature(days.Previous, days.From, days.To) ? 1 : 0, where);
        more.ShouldBe(oracle.BuysMoreOften(days.Previous, days.From, days.To, whole) ? 1 : 0, where);
    }

    private static LocalDate Near(IReadOnlyList<LocalDate> dates, Random random) => dates[random.Next(dates.Count)].PlusDays(random.Next(-1, 3));

    private static void Same(SortedDictionary<string, long> actual, SortedDictionary<string, long> expected, string where)
    {
        if (actual.SequenceEqual(expected))
            return;
        var differences = expected.Where(number => actual[number.Key] != number.Value).Select(number => $"{number.Key}: cells {actual[number.Key]}, definition {number.Value}");
        throw new ShouldAssertException($"{where}: {string.Join("; ", differences)}");
    }

    private static string Text(EdgeHistory history) =>
        $"{history.Settings.TimeZone}, lapse {history.Settings.LapseDays}, window {history.Settings.ReturnWindowDays}, base of {string.Join('+', history.Settings.BaseActivityKinds)}";
}
