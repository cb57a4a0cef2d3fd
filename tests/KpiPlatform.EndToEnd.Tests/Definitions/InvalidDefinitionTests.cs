using System.Globalization;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;
using Status = KpiPlatform.Protocol.V1.Status;

namespace KpiPlatform.EndToEnd.Tests.Definitions;

/// <summary>Definitions that mean nothing, over the API: refused with the field and what to do, and what is stored stays as it is.</summary>
[Collection(SharedHostsCollection.Name)]
public class InvalidDefinitionTests(SharedHosts hosts)
{
    private const string Indicator = "scorecard.perspectives[0].objectives[0].indicators[0]";

    public static TheoryData<string, string, string> Scorecards => new()
    {
        { "unknown measure", "UNKNOWN_INDICATOR", $"{Indicator}.indicator" },
        { "unit mismatch", "UNIT_MISMATCH", $"{Indicator}.unit" },
        { "weight below 0", "INVALID_WEIGHT", $"{Indicator}.weight" },
        { "weight NaN", "INVALID_NUMBER", $"{Indicator}.weight" },
        { "weight of a perspective infinite", "INVALID_NUMBER", "scorecard.perspectives[0].weight" },
        { "target = baseline", "TARGET_EQUALS_BASELINE", $"{Indicator}.target" },
        { "decrease to more", "TARGET_AGAINST_DIRECTION", $"{Indicator}.target" },
        { "target NaN", "INVALID_NUMBER", $"{Indicator}.target" },
        { "no deadline", "REQUIRED", $"{Indicator}.deadline" },
        { "deadline before baseline", "DEADLINE_NOT_AFTER_BASELINE", $"{Indicator}.deadline" },
        { "deadline no date", "INVALID_DATE", $"{Indicator}.deadline" },
        { "overlapping dated weights", "OVERLAPPING_DATES", $"{Indicator}.dated_weights[1].from" },
        { "overlapping dated targets", "OVERLAPPING_DATES", $"{Indicator}.dated_targets[1].from" },
        { "thresholds out of order", "INVALID_THRESHOLDS", $"{Indicator}.green_from" },
        { "red flag beyond the goal", "THRESHOLDS_AGAINST_DIRECTION", $"{Indicator}.red_flag" },
        { "rules out of order", "UNREACHABLE_RULE", $"{Indicator}.status_rules[1]" },
        { "milestones out of order", "MILESTONES_OUT_OF_ORDER", $"{Indicator}.milestones[1].date" },
        { "milestone after the deadline", "MILESTONE_OUTSIDE", $"{Indicator}.milestones[0].date" },
        { "retired before it began", "RETIRED_BEFORE_BEGIN", $"{Indicator}.retired_on" },
        { "source without a scorecard", "UNKNOWN_SOURCE", $"{Indicator}.source" },
        { "source in a circle", "CASCADE_CYCLE", $"{Indicator}.source" },
        { "two of one id", "DUPLICATE_ID", "scorecard.perspectives[0].objectives[0].indicators[1].id" },
        { "nothing in it", "INVALID_COUNT", "scorecard.perspectives" },
        { "strategy in a circle", "STRATEGY_CYCLE", "scorecard.strategy_map[0]" },
        { "formula of the score", "INVALID_SCORING_FORMULA", $"{Indicator}.scoring_formula" },
        { "band upside down", "INVALID_BAND", $"{Indicator}.band_low" },
        { "weight of an objective NaN", "INVALID_NUMBER", "scorecard.perspectives[0].objectives[0].weight" },
        { "dated weight NaN", "INVALID_NUMBER", $"{Indicator}.dated_weights[0].weight" },
        { "dated weight below 0", "INVALID_WEIGHT", $"{Indicator}.dated_weights[0].weight" },
        { "dated weight that ends before it begins", "EMPTY_SPAN", $"{Indicator}.dated_weights[0].to" },
        { "dated target that ends before it begins", "EMPTY_SPAN", $"{Indicator}.dated_targets[0].to" },
        { "target infinite", "INVALID_NUMBER", $"{Indicator}.target" },
        { "baseline minus infinity", "INVALID_NUMBER", $"{Indicator}.baseline" },
        { "goal too far to reckon with", "INVALID_NUMBER", $"{Indicator}.target" },
        { "relative target of nothing", "INVALID_RELATIVE_TARGET", $"{Indicator}.relative_target" },
        { "perspective without an id", "INVALID_ID", "scorecard.perspectives[0].id" },
        { "objective without an id", "INVALID_ID", "scorecard.perspectives[0].objectives[0].id" },
        { "indicator without a name", "REQUIRED", $"{Indicator}.indicator" },
        { "two perspectives of one id", "DUPLICATE_ID", "scorecard.perspectives[1].id" },
        { "two objectives of one id", "DUPLICATE_ID", "scorecard.perspectives[0].objectives[1].id" },
        { "perspective of nothing", "INVALID_COUNT", "scorecard.perspectives[0].objectives" },
        { "objective of nothing", "INVALID_COUNT", "scorecard.perspectives[0].objectives[0].indicators" },
        { "strategy of an unknown perspective", "UNKNOWN_OBJECTIVE", "scorecard.strategy_map[0].effect" },
        { "strategy in a long circle", "STRATEGY_CYCLE", "scorecard.strategy_map[2]" },
        { "source in a long circle", "CASCADE_CYCLE", $"{Indicator}.source" },
        { "formula of the score of 10,000 characters", "INVALID_SCORING_FORMULA", $"{Indicator}.scoring_formula" },
        { "formula of the score that is too deep", "INVALID_SCORING_FORMULA", $"{Indicator}.scoring_formula" },
        { "title of 10,000 characters", "TEXT_TOO_LONG", "scorecard.title" },
        { "title of control characters", "INVALID_TEXT", "scorecard.title" },
        { "rule of NaN", "INVALID_NUMBER", $"{Indicator}.status_rules[0].threshold" },
        { "milestone of NaN", "INVALID_NUMBER", $"{Indicator}.milestones[0].progress" },
        { "tolerance below 0", "INVALID_TOLERANCE", $"{Indicator}.tolerance" },
        { "sample below 0", "INVALID_MINIMUM_SAMPLE", $"{Indicator}.minimum_sample" },
        { "coverage NaN", "INVALID_MINIMUM_COVERAGE", "scorecard.minimum_coverage" },
        { "stale before it is due", "OUT_OF_RANGE", $"{Indicator}.stale_after_days" },
        { "component that there is none of", "UNKNOWN_COMPONENT", $"{Indicator}.component" },
        { "dimension that there is none of", "UNKNOWN_DIMENSION", $"{Indicator}.dimension" },
        { "review on no day", "INVALID_DATE", $"{Indicator}.review_date" },
        { "direction that there is none of", "INVALID_DIRECTION", $"{Indicator}.direction" },
        { "scoring that there is none of", "INVALID_SCORING", $"{Indicator}.scoring" },
        { "roll-up that there is none of", "INVALID_ROLL_UP", "scorecard.roll_up" },
        { "missing data that there is none of", "INVALID_MISSING_DATA", "scorecard.perspectives[0].missing_data" },
        { "initiative of an unknown objective", "UNKNOWN_OBJECTIVE", "scorecard.initiatives[0].objective" },
        { "initiative with an infinite budget", "INVALID_NUMBER", "scorecard.initiatives[0].budget" },
        { "initiative that ends before it begins", "END_NOT_AFTER_START", "scorecard.initiatives[0].end_date" },
    };

    [Theory]
    [MemberData(nameof(Scorecards))]
    public async Task UpdateScorecard_ThatMeansNothing_IsRefusedAndTheStoredOneStays(string what, string reason, string field)
    {
        var tenant = await hosts.TenantAsync(DatabaseKind.Sqlite);
        var name = $"{tenant.Name}/scorecards/card";
        var good = Support.Scorecards.Of(name, "orders");
        var stored = await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = good });
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest
        {
            AllowMissing = true,
            Scorecard = new ScorecardDefinition
            {
                Name = $"{tenant.Name}/scorecards/group",
                Perspectives = { new Perspective { Id = "p", Objectives = { new Objective { Id = "o", Indicators = { new ScorecardIndicator { Id = "x", Source = "card/p/o/orders" } } } } } },
            },
        });
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest
        {
            AllowMissing = true,
            Scorecard = new ScorecardDefinition
            {
                Name = $"{tenant.Name}/scorecards/company",
                Perspectives = { new Perspective { Id = "p", Objectives = { new Objective { Id = "o", Indicators = { new ScorecardIndicator { Id = "x", Source = "group/p/o/x" } } } } } },
            },
        });
        var bad = good.Clone();
        Spoil(bad, what);

        var error = await Should.ThrowAsync<RpcException>(async () => await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { Scorecard = bad }));
        (error.StatusCode, Details.ReasonOf(error), Details.FieldOf(error)).ShouldBe((StatusCode.InvalidArgument, reason, field));
        error.Status.Detail.Length.ShouldBeGreaterThan(20, "it says what to do");
        (await tenant.Client.Scorecards.GetScorecardDefinitionAsync(new GetScorecardDefinitionRequest { Name = name })).ShouldBe(stored, "etag and version included");
    }

    [Fact]
    public async Task CreateScorecard_OfAnUnknownTemplate_IsRefusedAndNothingIsStored()
    {
        var tenant = await hosts.TenantAsync(DatabaseKind.Sqlite);
        var error = await Should.ThrowAsync<RpcException>(async () =>
            await tenant.Client.Scorecards.CreateScorecardAsync(new CreateScorecardRequest { Parent = tenant.Name, ScorecardId = "new", Template = "horoscope" }));
        (error.StatusCode, Details.FieldOf(error)).ShouldBe((StatusCode.InvalidArgument, "template"));
        error.Status.Detail.ShouldContain("call-centre");
        (await tenant.Client.Scorecards.ListScorecardsAsync(new ListScorecardsRequest { Parent = tenant.Name })).Scorecards.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("percent(retaind, base_at_start)", "UNKNOWN_NAME", "did you mean retained?")]
    [InlineData("other + 1", "FORMULA_CYCLE", "own → other → own")]
    [InlineData("revenue + orders", "UNIT_MISMATCH", "at 8 takes money together with count")]
    [InlineData("orders + ", "SYNTAX", "expected number, name, function")]
    [InlineData("over(region, orders)", "UNKNOWN_DIMENSION", "at 5 is no dimension")]
    [InlineData("previous(previous(previous(previous(orders))))", "FORMULA_TOO_DEEP", "more than 3 periods")]
    [InlineData("órders", "UNEXPECTED_CHARACTER", "'ó' at 0")]
    [InlineData("own + 1", "FORMULA_CYCLE", "own → own")]
    [InlineData("third / 2", "FORMULA_CYCLE", "own → third → other → own")]
    [InlineData("", "FORMULA_EMPTY", "formula")]
    [InlineData("   ", "FORMULA_EMPTY", "formula")]
    [InlineData("NaN", "UNEXPECTED_CHARACTER", "at 0")]
    [InlineData("orders * 1e999", "INVALID_NUMBER", "at 10")]
    [InlineData("orders / \"a\"", "SYNTAX", "at 9")]
    [InlineData("orders > 1", "WRONG_TYPE", "condition")]
    [InlineData("if(orders, 1, 2)", "WRONG_TYPE", "condition")]
    [InlineData("median(orders)", "UNKNOWN_FUNCTION", "median")]
    [InlineData("min()", "WRONG_ARGUMENT_COUNT", "min")]
    [InlineData("REPEAT:10000", "FORMULA_TOO_LONG", "4000")]
    [InlineData("NEST:1900", "FORMULA_TOO_DEEP", "128")]
    [InlineData("MINUS:3000", "FORMULA_TOO_DEEP", "128")]
    public async Task UpdateIndicator_ThatMeansNothing_IsRefusedAndTheStoredOneStays(string formula, string reason, string message)
    {
        var tenant = await hosts.TenantAsync(DatabaseKind.Sqlite);
        var name = $"{tenant.Name}/indicators/own";
        await tenant.Client.Definitions.CreateIndicatorAsync(new() { Parent = tenant.Name, IndicatorId = "own", Indicator = new() { Formula = "orders / 2" } });
        await tenant.Client.Definitions.CreateIndicatorAsync(new() { Parent = tenant.Name, IndicatorId = "other", Indicator = new() { Formula = "own * 2" } });
        await tenant.Client.Definitions.CreateIndicatorAsync(new() { Parent = tenant.Name, IndicatorId = "third", Indicator = new() { Formula = "other * 2" } });
        formula = formula.Split(':') switch
        {
            ["REPEAT", var length] => "orders" + string.Concat(Enumerable.Repeat("+1", int.Parse(length, CultureInfo.InvariantCulture) / 2)),
            ["NEST", var depth] => new string('(', int.Parse(depth, CultureInfo.InvariantCulture)) + "orders" + new string(')', int.Parse(depth, CultureInfo.InvariantCulture)),
            ["MINUS", var depth] => new string('-', int.Parse(depth, CultureInfo.InvariantCulture)) + "orders",
            _ => formula,
        };
        var stored = await tenant.Client.Definitions.GetIndicatorAsync(new() { Name = name });

        var error = await Should.ThrowAsync<RpcException>(async () =>
            await tenant.Client.Definitions.UpdateIndicatorAsync(new() { Indicator = new() { Name = name, Formula = formula }, UpdateMask = new() { Paths = { "formula" } } }));
        (error.StatusCode, Details.ReasonOf(error), Details.FieldOf(error)).ShouldBe((StatusCode.InvalidArgument, reason, "indicator.formula"));
        error.Status.Detail.ShouldContain(message);
        (await tenant.Client.Definitions.GetIndicatorAsync(new() { Name = name })).ShouldBe(stored);
    }

    private static void Spoil(ScorecardDefinition card, string what)
    {
        var objective = card.Perspectives[0].Objectives[0];
        var indicator = objective.Indicators[0];
        switch (what)
        {
            case "unknown measure": indicator.Indicator = "happiness"; break;
            case "unit mismatch": indicator.Unit = "percent"; break;
            case "weight below 0": indicator.Weight = -0.5; break;
            case "weight NaN": indicator.Weight = double.NaN; break;
            case "weight of a perspective infinite": card.Perspectives[0].Weight = double.PositiveInfinity; break;
            case "target = baseline": indicator.Target = 0; break;
            case "decrease to more": indicator.Direction = Direction.Decrease; break;
            case "target NaN": indicator.Target = double.NaN; break;
            case "no deadline": indicator.Deadline = string.Empty; break;
            case "deadline before baseline": indicator.Deadline = "2023-12-31"; break;
            case "deadline no date": indicator.Deadline = "2026-02-30"; break;
            case "overlapping dated weights": indicator.DatedWeights.Add([new DatedWeight { From = "2026-01-01", To = "2026-07-01", Weight = 1 }, new DatedWeight { From = "2026-06-30", Weight = 2 }]); break;
            case "overlapping dated targets": indicator.DatedTargets.Add([new DatedTarget { From = "2026-01-01", To = "2026-07-01", Target = 110 }, new DatedTarget { From = "2026-06-30", Target = 120 }]); break;
            case "thresholds out of order": (indicator.GreenFrom, indicator.YellowFrom) = (30, 60); break;
            case "red flag beyond the goal": (indicator.Scoring, indicator.RedFlag, indicator.Goal) = (Scoring.Thresholds, 80, 70); break;
            case "rules out of order":
                indicator.StatusRules.Add([new StatusRule { Comparison = StatusComparison.AtLeast, Threshold = 50, Status = Status.Yellow }, new StatusRule { Comparison = StatusComparison.AtLeast, Threshold = 90, Status = Status.Green }]);
                break;
            case "milestones out of order": indicator.Milestones.Add([new Milestone { Date = "2027-01-01", Progress = 50 }, new Milestone { Date = "2026-01-01", Progress = 20 }]); break;
            case "milestone after the deadline": indicator.Milestones.Add(new Milestone { Date = "2031-01-01", Progress = 50 }); break;
            case "retired before it began": indicator.RetiredOn = "2023-06-30"; break;
            case "source without a scorecard": objective.Indicators[0] = new ScorecardIndicator { Id = "x", Source = "nowhere/p/o/x" }; break;
            case "source in a circle": objective.Indicators[0] = new ScorecardIndicator { Id = "x", Source = "group/p/o/x" }; break;
            case "two of one id": objective.Indicators.Add(indicator.Clone()); break;
            case "nothing in it": card.Perspectives.Clear(); break;
            case "strategy in a circle": card.StrategyMap.Add(new StrategyLink { Cause = "p/o", Effect = "p/o" }); break;
            case "formula of the score": (indicator.Scoring, indicator.ScoringFormula) = (Scoring.Formula, "100 * (value"); break;
            case "band upside down": (indicator.Direction, indicator.BandLow, indicator.BandHigh) = (Direction.Maintain, 9, 3); break;
            default: SpoilOddly(card, what); break;
        }
    }

    private static void SpoilOddly(ScorecardDefinition card, string what)
    {
        var objective = card.Perspectives[0].Objectives[0];
        var indicator = objective.Indicators[0];
        switch (what)
        {
            case "weight of an objective NaN": objective.Weight = double.NaN; break;
            case "dated weight NaN": indicator.DatedWeights.Add(new DatedWeight { From = "2026-01-01", Weight = double.NaN }); break;
            case "dated weight below 0": indicator.DatedWeights.Add(new DatedWeight { From = "2026-01-01", Weight = -1 }); break;
            case "dated weight that ends before it begins": indicator.DatedWeights.Add(new DatedWeight { From = "2026-07-01", To = "2026-01-01", Weight = 1 }); break;
            case "dated target that ends before it begins": indicator.DatedTargets.Add(new DatedTarget { From = "2026-07-01", To = "2026-01-01", Target = 110 }); break;
            case "target infinite": indicator.Target = double.PositiveInfinity; break;
            case "baseline minus infinity": indicator.Baseline = double.NegativeInfinity; break;
            case "goal too far to reckon with": (indicator.Baseline, indicator.Target) = (-1e308, 1e308); break;
            case "relative target of nothing": indicator.RelativeTarget = "a lot"; indicator.ClearTarget(); break;
            case "perspective without an id": card.Perspectives[0].Id = string.Empty; break;
            case "objective without an id": objective.Id = string.Empty; break;
            case "indicator without a name": indicator.Indicator = string.Empty; break;
            case "two perspectives of one id": card.Perspectives.Add(card.Perspectives[0].Clone()); break;
            case "two objectives of one id": card.Perspectives[0].Objectives.Add(objective.Clone()); break;
            case "perspective of nothing": card.Perspectives[0].Objectives.Clear(); break;
            case "objective of nothing": objective.Indicators.Clear(); break;
            case "strategy of an unknown perspective": card.StrategyMap.Add(new StrategyLink { Cause = "p/o", Effect = "nowhere/o" }); break;
            case "strategy in a long circle":
                foreach (var id in (string[])["b", "c"])
                {
                    card.Perspectives[0].Objectives.Add(objective.Clone());
                    card.Perspectives[0].Objectives[^1].Id = id;
                }

                card.StrategyMap.Add([new StrategyLink { Cause = "p/o", Effect = "p/b" }, new StrategyLink { Cause = "p/b", Effect = "p/c" }, new StrategyLink { Cause = "p/c", Effect = "p/o" }]);
                break;
            case "source in a long circle": objective.Indicators[0] = new ScorecardIndicator { Id = "x", Source = "company/p/o/x" }; break;
            case "formula of the score of 10,000 characters": (indicator.Scoring, indicator.ScoringFormula) = (Scoring.Formula, "value" + string.Concat(Enumerable.Repeat(" + 1", 2_500))); break;
            case "formula of the score that is too deep": (indicator.Scoring, indicator.ScoringFormula) = (Scoring.Formula, new string('(', 1_000) + "value" + new string(')', 1_000)); break;
            case "title of 10,000 characters": card.Title = new string('x', 10_000); break;
            case "title of control characters": card.Title = "bell\a"; break;
            case "rule of NaN": indicator.StatusRules.Add(new StatusRule { Comparison = StatusComparison.AtLeast, Threshold = double.NaN, Status = Status.Green }); break;
            case "milestone of NaN": indicator.Milestones.Add(new Milestone { Date = "2026-01-01", Progress = double.NaN }); break;
            case "tolerance below 0":
                (indicator.Direction, indicator.BandLow, indicator.Tolerance) = (Direction.Maintain, 80, -1);
                indicator.ClearBaseline();
                indicator.ClearTarget();
                break;
            case "sample below 0": indicator.MinimumSample = -1; break;
            case "coverage NaN": card.MinimumCoverage = double.NaN; break;
            case "stale before it is due": indicator.StaleAfterDays = -1; break;
            case "component that there is none of": indicator.Component = "half"; break;
            case "dimension that there is none of": (indicator.Dimension, indicator.DimensionValue) = ("planet", "mars"); break;
            case "review on no day": indicator.ReviewDate = "2026-02-30"; break;
            case "direction that there is none of": indicator.Direction = (Direction)99; break;
            case "scoring that there is none of": indicator.Scoring = (Scoring)99; break;
            case "roll-up that there is none of": card.RollUp = (RollUp)99; break;
            case "missing data that there is none of": card.Perspectives[0].MissingData = (MissingData)99; break;
            case "initiative of an unknown objective": card.Initiatives.Add(new Initiative { Id = "i", Title = "Do", Objective = "p/nowhere" }); break;
            case "initiative with an infinite budget": card.Initiatives.Add(new Initiative { Id = "i", Title = "Do", Objective = "p/o", Budget = double.PositiveInfinity }); break;
            case "initiative that ends before it begins": card.Initiatives.Add(new Initiative { Id = "i", Title = "Do", Objective = "p/o", StartDate = "2026-07-01", EndDate = "2026-01-01" }); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "No such case.");
        }
    }
}
