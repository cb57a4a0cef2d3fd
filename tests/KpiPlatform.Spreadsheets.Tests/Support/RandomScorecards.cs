using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Model;
using NodaTime;

namespace KpiPlatform.Spreadsheets.Tests.Support;

/// <summary>Scorecards of all kinds by a seed.</summary>
internal sealed class RandomScorecards(int seed)
{
    public static readonly TenantCalendar Calendar = new(DateTimeZoneProviders.Tzdb["Europe/Berlin"]);

    /// <summary>Names that somebody chose with care.</summary>
    public static readonly string[] HostileNames =
    [
        "=1+1", "+49 30 1234", "-2", "@SUM(A1)", "\tTab", "'=quoted", "\"quoted\", with commas", "line\nbreak", "<script>alert(1)</script>", "_x0041_", "bell\u0007",
        "=cmd|' /C calc'!A0", "]]>", "&amp;", "  spaces  ", "emoji 😀", "\u202Eright to left", "&P&N",
    ];

    private static readonly string[] Ids = ["revenue", "orders", "csat", "nps", "customer_retention_rate", "complaints_rate", "average_handle_time", "staff_fraction", "niche_markets_found", "time_on_site"];

    private readonly Random _random = new(seed);

    public static Instant At(string text) => NodaTime.Text.InstantPattern.General.Parse(text).Value;

    public ScorecardExport Next(bool hostile = false)
    {
        var calendar = Calendar;
        var period = PeriodParser.Parse("2026-03", calendar, today: 0);
        var asOf = At(_random.Next(3) == 0 ? "2026-03-20T12:00:00Z" : "2026-05-05T12:00:00Z");
        var definition = ScorecardValidator.Complete(Definition(hostile), today: TenantCalendar.DayNumber(new LocalDate(2026, 1, 1)));
        return Export(definition, calendar, period, asOf, Values(calendar, period, asOf), hostile);
    }

    /// <summary>A definition with its values, evaluated by the domain.</summary>
    public static ScorecardExport Export(
        ScorecardDefinition definition, TenantCalendar calendar, KpiPeriod period, Instant asOf, IReadOnlyDictionary<string, IndicatorValue> values, bool hostile = false)
    {
        var context = new IndicatorContext { Window = EvaluationWindow.Of(calendar, period, asOf), Calendar = calendar, Currency = Currency.Of("EUR") };
        var result = ScorecardEvaluator.Evaluate(definition, context, values) with { Title = definition.Title };
        var periods = new List<KpiPeriod> { period };
        while (periods.Count < 6)
            periods.Insert(0, periods[0].Previous(calendar));
        return new()
        {
            Tenant = TenantId.Parse("shop"),
            Scorecard = ScorecardId.Parse("main"),
            Calendar = calendar,
            Currency = "EUR",
            Values = result,
            Definition = definition,
            Goals = definition,
            Indicators = ExportedIndicator.Of(
                definition, result, ScorecardEnvironment.BuiltIn, calendar, Currency.Of("EUR"), indicator => [1, null, 3.25, 2, 5, values[indicator.Indicator].Value]),
            Periods = periods,
            Observations = Observations(hostile),
            GeneratedAt = At("2026-05-05T12:34:56Z"),
        };
    }

    /// <summary>A definition with values of one period that is over.</summary>
    public static ScorecardExport Of(ScorecardDefinition definition, params (string Id, double? Value)[] values)
    {
        var period = PeriodParser.Parse("2026-03", Calendar, today: 0);
        var asOf = At("2026-05-05T12:00:00Z");
        var byId = values.ToDictionary(
            value => value.Id,
            value => new IndicatorValue
            {
                Indicator = value.Id,
                Unit = IndicatorUnits.In(IndicatorCatalogue.Get(value.Id, "indicator").Unit, Currency.Of("EUR")),
                Period = period,
                AsOf = asOf,
                Value = value.Value,
                SampleSize = 500,
            },
            StringComparer.Ordinal);
        return Export(ScorecardValidator.Complete(definition, today: TenantCalendar.DayNumber(new LocalDate(2026, 1, 1))), Calendar, period, asOf, byId);
    }

    private static List<EnteredObservation> Observations(bool hostile)
    {
        var observations = new List<EnteredObservation>
        {
            new("staff_fraction", At("2026-03-01T23:00:00Z"), 12.5, "first", "hr", "a", 0),
            new("niche_markets_found", At("2026-03-05T10:11:12Z"), 0.1 + 0.2, string.Empty, "spreadsheet", "niche_markets_found@2026-03-05", 3),
        };
        if (hostile)
            observations.AddRange(HostileNames.Select((name, i) => new EnteredObservation("staff_fraction", At("2026-04-01T00:00:00Z") + Duration.FromHours(i), -i / 3.0, name, "hr", $"h{i}", 0)));
        return observations;
    }

    private Dictionary<string, IndicatorValue> Values(TenantCalendar calendar, KpiPeriod period, Instant asOf) => Ids.ToDictionary(
        id => id,
        id => new IndicatorValue
        {
            Indicator = id,
            Unit = IndicatorUnits.In(IndicatorCatalogue.Get(id, "indicator").Unit, Currency.Of("EUR")),
            Period = period,
            AsOf = asOf,
            Value = _random.Next(5) == 0 ? null : Math.Round((_random.NextDouble() * 140) - 20, _random.Next(0, 9)),
            SampleSize = _random.Next(6) == 0 ? 5 : 500,
            NoValueReason = string.Empty,
            ObservedDay = _random.Next(4) == 0 ? calendar.DayOf(asOf) - 40 : null,
            Partial = asOf < period.End,
        },
        StringComparer.Ordinal);

    private ScorecardDefinition Definition(bool hostile) => new()
    {
        Title = hostile ? Name() : "Customers",
        Description = hostile ? Name() : "What matters",
        RollUp = Pick<RollUpMethod>(),
        MissingData = Pick<MissingDataPolicy>(),
        MinimumCoverage = _random.Next(2) == 0 ? null : _random.Next(0, 101),
        StatusRules = _random.Next(3) > 0 ? [] : Rules(performanceOnly: true),
        Perspectives = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => Perspective(i, hostile))],
    };

    private PerspectiveDefinition Perspective(int index, bool hostile) => new()
    {
        Id = $"p{index}",
        Title = hostile ? Name() : $"Perspective {index}",
        Weight = Weight(),
        RollUp = Pick<RollUpMethod>(),
        MissingData = Pick<MissingDataPolicy>(),
        Objectives = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => Objective(i, hostile))],
    };

    private ObjectiveDefinition Objective(int index, bool hostile) => new()
    {
        Id = $"o{index}",
        Title = hostile ? Name() : $"Objective {index}",
        Weight = Weight(),
        Owner = hostile ? Name() : string.Empty,
        RetiredOn = _random.Next(8) == 0 ? "2026-02-01" : string.Empty,
        RollUp = Pick<RollUpMethod>(),
        MissingData = Pick<MissingDataPolicy>(),
        Indicators = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(i => Indicator(i, hostile))],
    };

    private ScorecardIndicatorDefinition Indicator(int index, bool hostile)
    {
        var direction = (Direction)_random.Next(1, 4);
        var low = Math.Round(_random.NextDouble() * 50, 3);
        var high = low + 1 + Math.Round(_random.NextDouble() * 60, 3);
        var (baseline, target) = direction == Direction.Decrease ? (high, low) : (low, high);
        var scoring = direction == Direction.Maintain
            ? (_random.Next(2) == 0 ? ScoringFunction.Band : ScoringFunction.Binary)
            : (ScoringFunction)_random.Next(0, 6) switch { ScoringFunction.Band => ScoringFunction.Linear, var other => other };
        var isBand = direction == Direction.Maintain;
        var isThresholds = scoring == ScoringFunction.Thresholds;
        return new()
        {
            Id = $"i{index}",
            Indicator = Ids[_random.Next(Ids.Length)],
            Title = hostile ? Name() : string.Empty,
            Weight = Weight(),
            Direction = direction,
            Baseline = isBand ? null : baseline,
            Target = isBand ? null : target,
            Deadline = "2026-12-31",
            BaselineDate = "2026-01-01",
            Scoring = scoring,
            ScoringFormula = scoring == ScoringFunction.Formula ? "100 * value / max(target, 1)" : string.Empty,
            RedFlag = isThresholds ? baseline : null,
            BandLow = isBand ? low : null,
            BandHigh = isBand && _random.Next(2) == 0 ? high : null,
            Tolerance = scoring == ScoringFunction.Band ? _random.Next(3) * 10 : null,
            ScoreMin = scoring is ScoringFunction.None or ScoringFunction.Linear && !isBand && _random.Next(3) == 0 ? baseline - (target > baseline ? 3 : -3) : null,
            Role = _random.Next(5) == 0 ? IndicatorRole.Leading : IndicatorRole.Lagging,
            StaleAfterDays = _random.Next(4) == 0 ? 30 : null,
            StatusRules = _random.Next(4) == 0 ? Rules(performanceOnly: _random.Next(2) == 0) : [],
            RetiredOn = _random.Next(10) == 0 ? "2026-02-01" : string.Empty,
            DatedTargets = isBand || isThresholds || scoring == ScoringFunction.Binary || _random.Next(3) > 0
                ? []
                : [new DatedTarget { From = "2026-03-01", To = "2026-04-01", Baseline = baseline, Target = target + (target > baseline ? 5 : -5), ScoreMin = baseline, ScoreMax = target }, new DatedTarget { From = "2026-06-01", Target = target + (target > baseline ? 9 : -9) }],
        };
    }

    private List<StatusRule> Rules(bool performanceOnly) =>
    [
        new() { Input = performanceOnly ? StatusInput.Performance : StatusInput.Value, Comparison = StatusComparison.AtLeast, Threshold = 80, Status = Status.Green, Label = "on target" },
        new() { Input = StatusInput.Performance, Comparison = StatusComparison.Above, Threshold = _random.Next(20, 60), Status = Status.Yellow, Label = "caution" },
        new() { Status = _random.Next(2) == 0 ? Status.Red : Status.Grey },
    ];

    private double Weight() => _random.Next(6) == 0 ? 0 : Math.Round(_random.NextDouble() * 50, 2);

    private string Name() => HostileNames[_random.Next(HostileNames.Length)] is var name && name.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t')) ? "=ctl" : name;

    private T Pick<T>()
        where T : struct, Enum => Enum.GetValues<T>()[_random.Next(Enum.GetValues<T>().Length)];
}
