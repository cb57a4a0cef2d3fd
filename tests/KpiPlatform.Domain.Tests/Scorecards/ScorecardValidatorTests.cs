using System.Text.Json;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class ScorecardValidatorTests
{
    private const string First = "scorecard.perspectives[0].objectives[0].indicators[0]";
    private static readonly int Today = LocalDay.Parse("2026-03-18", "today");

    private static readonly ScorecardIndicatorDefinition Maintain = Retention with { Direction = Direction.Maintain, Baseline = null, Target = null, BandLow = 80 };
    private static readonly ScorecardIndicatorDefinition Flagged = Retention with { Scoring = ScoringFunction.Thresholds, RedFlag = 45 };

    public static TheoryData<string, string, object?> BadIndicators() => new()
    {
        { "REQUIRED", "indicator", Retention with { Indicator = string.Empty } },
        { "UNKNOWN_INDICATOR", "indicator", Retention with { Indicator = "happiness" } },
        { "INVALID_ID", "id", Retention with { Id = "A b" } },
        { "TEXT_TOO_LONG", "title", Retention with { Title = new string('ä', 101) } },
        { "REQUIRED", "baseline", Retention with { Baseline = null } },
        { "INVALID_NUMBER", "baseline", Retention with { Baseline = double.NaN } },
        { "REQUIRED", "target", Retention with { Target = null } },
        { "INVALID_NUMBER", "target", Retention with { Target = double.PositiveInfinity } },
        { "TARGET_EQUALS_BASELINE", "target", Retention with { Target = 40 } },
        { "TARGET_AGAINST_DIRECTION", "target", Retention with { Target = 39.9 } },
        { "TARGET_AGAINST_DIRECTION", "target", Churn with { Target = 21 } },
        { "TARGET_AGAINST_DIRECTION", "target", Retention with { Direction = Direction.Decrease } },
        { "INVALID_NUMBER", "target", Retention with { Baseline = -1e308, Target = 1e308 } },
        { "REQUIRED", "deadline", Retention with { Deadline = string.Empty } },
        { "INVALID_DATE", "deadline", Retention with { Deadline = "31.12.2026" } },
        { "INVALID_DATE", "deadline", Retention with { Deadline = "2026-02-30" } },
        { "DEADLINE_NOT_AFTER_BASELINE", "deadline", Retention with { Deadline = "2026-01-01" } },
        { "INVALID_DATE", "baseline_date", Retention with { BaselineDate = "soon" } },
        { "REQUIRED", "band_low", Retention with { Direction = Direction.Maintain } },
        { "INVALID_BAND", "band_low", Maintain with { BandLow = 90, BandHigh = 80 } },
        { "INVALID_TOLERANCE", "tolerance", Maintain with { Tolerance = -1 } },
        { "INVALID_NUMBER", "band_high", Maintain with { BandHigh = double.NaN } },
        { "REQUIRED", "deadline", Maintain with { Deadline = string.Empty } },
        { "NOT_FOR_MAINTAIN", "relative_target", Maintain with { RelativeTarget = "+5 %" } },
        { "NOT_FOR_MAINTAIN", "milestones", Maintain with { Milestones = [new() { Date = "2026-06-30", Progress = 50 }] } },
        { "SCORING_AGAINST_DIRECTION", "scoring", Maintain with { Scoring = ScoringFunction.Linear } },
        { "INVALID_SCORING", "scoring", Retention with { Scoring = (ScoringFunction)9 } },
        { "WITHOUT_EFFECT", "band_low", Retention with { BandLow = 3 } },
        { "WITHOUT_EFFECT", "tolerance", Retention with { Tolerance = 3 } },
        { "WITHOUT_EFFECT", "red_flag", Retention with { RedFlag = 3 } },
        { "WITHOUT_EFFECT", "goal", Retention with { Goal = 3 } },
        { "WITHOUT_EFFECT", "score_min", Flagged with { ScoreMin = 3 } },
        { "WITHOUT_EFFECT", "scoring_formula", Retention with { ScoringFormula = "value" } },
        { "REQUIRED", "scoring_formula", Retention with { Scoring = ScoringFunction.Formula } },
        { "INVALID_SCORING_FORMULA", "scoring_formula", Retention with { Scoring = ScoringFunction.Formula, ScoringFormula = "100 * (value" } },
        { "INVALID_SCORING_FORMULA", "scoring_formula", Retention with { Scoring = ScoringFunction.Formula, ScoringFormula = "orders / target" } },
        { "INVALID_SCORING_FORMULA", "scoring_formula", Retention with { Scoring = ScoringFunction.Formula, ScoringFormula = "previous(value)" } },
        { "REQUIRED", "red_flag", Flagged with { RedFlag = null } },
        { "INVALID_THRESHOLDS", "red_flag", Flagged with { RedFlag = 60 } },
        { "THRESHOLDS_AGAINST_DIRECTION", "red_flag", Flagged with { RedFlag = 70 } },
        { "THRESHOLDS_AGAINST_DIRECTION", "red_flag", Churn with { Scoring = ScoringFunction.Thresholds, RedFlag = 5 } },
        { "UNIT_MISMATCH", "unit", Retention with { Unit = "count" } },
        { "INVALID_RELATIVE_TARGET", "relative_target", Retention with { Target = null, RelativeTarget = "50" } },
        { "TARGET_GIVEN_TWICE", "relative_target", Retention with { RelativeTarget = "+50 %" } },
        { "TARGET_EQUALS_BASELINE", "relative_target", Retention with { Target = null, RelativeTarget = "+0 %" } },
        { "TARGET_AGAINST_DIRECTION", "relative_target", Retention with { Target = null, RelativeTarget = "-5 %" } },
        { "MILESTONE_OUTSIDE", "milestones[0].date", Retention with { Milestones = [new() { Date = "2026-12-31", Progress = 50 }] } },
        { "MILESTONE_OUTSIDE", "milestones[0].date", Retention with { Milestones = [new() { Date = "2026-01-01", Progress = 50 }] } },
        { "DUPLICATE_DATE", "milestones[1].date", Retention with { Milestones = [new() { Date = "2026-06-30", Progress = 50 }, new() { Date = "2026-06-30", Value = 50 }] } },
        { "MILESTONES_OUT_OF_ORDER", "milestones[1].date", Retention with { Milestones = [new() { Date = "2026-06-30", Progress = 50 }, new() { Date = "2026-03-31", Progress = 20 }] } },
        { "RETIRED_BEFORE_BEGIN", "retired_on", Retention with { RetiredOn = "2025-12-31" } },
        { "INVALID_NUMBER", "weight", Retention with { Weight = double.NaN } },
        { "INVALID_NUMBER", "dated_weights[0].weight", Retention with { DatedWeights = [new() { From = "2026-02-01", Weight = double.NaN }] } },
        { "REQUIRED", "milestones[0].progress", Retention with { Milestones = [new() { Date = "2026-06-30" }] } },
        { "REQUIRED", "milestones[0].progress", Retention with { Milestones = [new() { Date = "2026-06-30", Progress = 4, Value = 3 }] } },
        { "OVERLAPPING_DATES", "dated_weights[1].from", Retention with { DatedWeights = [new() { From = "2026-02-01", To = "2026-04-01" }, new() { From = "2026-03-31" }] } },
        { "OVERLAPPING_DATES", "dated_weights[1].from", Retention with { DatedWeights = [new() { From = "2026-02-01" }, new() { From = "2026-02-01" }] } },
        { "EMPTY_SPAN", "dated_weights[0].to", Retention with { DatedWeights = [new() { From = "2026-02-01", To = "2026-02-01" }] } },
        { "INVALID_WEIGHT", "dated_weights[0].weight", Retention with { DatedWeights = [new() { From = "2026-02-01", Weight = -1 }] } },
        { "OVERLAPPING_DATES", "dated_targets[0].from", Retention with { DatedTargets = [new() { From = "2026-03-01", Target = 70 }, new() { From = "2026-02-01", To = "2026-03-02", Target = 65 }] } },
        { "TARGET_AGAINST_DIRECTION", "dated_targets[0].target", Retention with { DatedTargets = [new() { From = "2026-03-01", Target = 30 }] } },
        { "DEADLINE_NOT_AFTER_BASELINE", "dated_targets[0].deadline", Retention with { DatedTargets = [new() { From = "2026-03-01", Deadline = "2025-12-31" }] } },
        { "REQUIRED", "status_rules[0].threshold", Retention with { StatusRules = [new() { Comparison = StatusComparison.AtLeast, Status = Status.Green }] } },
        { "REQUIRED", "status_rules[0].comparison", Retention with { StatusRules = [new() { Threshold = 4, Status = Status.Green }] } },
        { "REQUIRED", "status_rules[0].status", Retention with { StatusRules = [new()] } },
        { "INVALID_STATUS_RULE", "status_rules[0].input", Retention with { StatusRules = [new() { Input = (StatusInput)9, Status = Status.Green }] } },
        { "UNREACHABLE_RULE", "status_rules[1]", Retention with { StatusRules = [AtLeast(90, Status.Yellow), AtLeast(100, Status.Green)] } },
        { "UNREACHABLE_RULE", "status_rules[1]", Retention with { StatusRules = [new() { Status = Status.Red }, AtLeast(100, Status.Green)] } },
        { "STATUS_GIVEN_TWICE", "status_rules", Retention with { GreenFrom = 80, StatusRules = [new() { Status = Status.Red }] } },
        { "INVALID_ROLE", "role", Retention with { Role = (IndicatorRole)7 } },
        { "OUT_OF_RANGE", "update_interval_days", Retention with { UpdateIntervalDays = 0 } },
        { "OUT_OF_RANGE", "stale_after_days", Retention with { StaleAfterDays = -1 } },
        { "INVALID_INHERITANCE", "inheritance", Retention with { Inheritance = (Inheritance)7 } },
        { "INVALID_DATE", "review_date", Retention with { ReviewDate = "soon" } },
        { "INVALID_DATE", "retired_on", Retention with { RetiredOn = "never" } },
        { "TEXT_TOO_LONG", "owner", Retention with { Owner = new string('x', 201) } },
        { "UNKNOWN_DIMENSION", "dimension", Orders with { Dimension = "region", DimensionValue = "north" } },
        { "NOT_DIMENSIONAL", "dimension", Retention with { Dimension = "region", DimensionValue = "north" } },
        { "REQUIRED", "dimension", Orders with { DimensionValue = "north" } },
        { "INVALID_SOURCE", "source", new ScorecardIndicatorDefinition { Source = "other/churn_rate" } },
        { "CASCADED_READ_ONLY", "target", new ScorecardIndicatorDefinition { Source = "other/p/o/churn_rate", Target = 5 } },
        { "CASCADED_READ_ONLY", "indicator", Retention with { Source = "other/p/o/churn_rate" } },
        { "INVALID_DIRECTION", "direction", Retention with { Direction = (Direction)9 } },
        { "REQUIRED", "direction", Retention with { Indicator = "base_movement" } },
        { "UNKNOWN_COMPONENT", "component", Retention with { Component = "lost" } },
        { "UNKNOWN_COMPONENT", "component", Retention with { Indicator = "base_movement", Component = "gone" } },
        { "INVALID_WEIGHT", "weight", Retention with { Weight = -0.1 } },
        { "INVALID_NUMBER", "weight", Retention with { Weight = double.PositiveInfinity } },
        { "INVALID_SCORE_RANGE", "score_max", Retention with { ScoreMin = 50, ScoreMax = 50 } },
        { "INVALID_SCORE_RANGE", "score_min", Retention with { ScoreMin = 60 } },
        { "INVALID_SCORE_RANGE", "score_max", Churn with { ScoreMax = 20 } },
        { "INVALID_NUMBER", "score_min", Retention with { ScoreMin = double.NaN } },
        { "INVALID_THRESHOLDS", "green_from", Retention with { GreenFrom = 30 } },
        { "INVALID_THRESHOLDS", "yellow_from", Retention with { YellowFrom = 70 } },
        { "INVALID_THRESHOLDS", "green_from", Retention with { GreenFrom = 50, YellowFrom = 50 } },
        { "INVALID_THRESHOLDS", "green_from", Retention with { GreenFrom = 100.5 } },
        { "INVALID_THRESHOLDS", "yellow_from", Retention with { YellowFrom = -1 } },
        { "INVALID_NUMBER", "green_from", Retention with { GreenFrom = double.NaN } },
        { "INVALID_MINIMUM_SAMPLE", "minimum_sample", Retention with { MinimumSample = 0 } },
    };

    [Theory]
    [MemberData(nameof(BadIndicators))]
    public void Complete_BadIndicator_IsRefusedNamingTheField(string reason, string field, object? indicator) =>
        ShouldBeRefused(Of((ScorecardIndicatorDefinition)indicator!), reason, $"{First}.{field}");

    [Fact]
    public void Complete_BadNodes_AreRefusedNamingTheField()
    {
        var good = Of(Retention);
        var perspective = good.Perspectives[0];
        var objective = perspective.Objectives[0];
        ScorecardDefinition WithObjectives(params ObjectiveDefinition[] objectives) => good with { Perspectives = [perspective with { Objectives = objectives }] };

        ShouldBeRefused(good with { Title = new string('x', 201) }, "TEXT_TOO_LONG", "scorecard.title");
        ShouldBeRefused(good with { Title = "a\u0000" }, "INVALID_TEXT", "scorecard.title");
        ShouldBeRefused(good with { Description = new string('x', 4_001) }, "TEXT_TOO_LONG", "scorecard.description");
        ShouldBeRefused(good with { Perspectives = [] }, "INVALID_COUNT", "scorecard.perspectives");
        ShouldBeRefused(good with { Perspectives = [.. Enumerable.Repeat(perspective, 17)] }, "INVALID_COUNT", "scorecard.perspectives");
        ShouldBeRefused(good with { Perspectives = [perspective, perspective] }, "DUPLICATE_ID", "scorecard.perspectives[1].id");
        ShouldBeRefused(good with { Perspectives = [perspective with { Id = string.Empty }] }, "INVALID_ID", "scorecard.perspectives[0].id");
        ShouldBeRefused(good with { Perspectives = [perspective with { Weight = double.NaN }] }, "INVALID_NUMBER", "scorecard.perspectives[0].weight");
        ShouldBeRefused(WithObjectives(), "INVALID_COUNT", "scorecard.perspectives[0].objectives");
        ShouldBeRefused(WithObjectives(objective, objective), "DUPLICATE_ID", "scorecard.perspectives[0].objectives[1].id");
        ShouldBeRefused(WithObjectives(objective with { Owner = new string('x', 201) }), "TEXT_TOO_LONG", "scorecard.perspectives[0].objectives[0].owner");
        ShouldBeRefused(WithObjectives(objective with { Weight = -1 }), "INVALID_WEIGHT", "scorecard.perspectives[0].objectives[0].weight");
        ShouldBeRefused(WithObjectives(objective, objective with { Id = "b", Indicators = [] }), "INVALID_COUNT", "scorecard.perspectives[0].objectives[1].indicators");
        ShouldBeRefused(Of(Retention, Retention), "DUPLICATE_ID", "scorecard.perspectives[0].objectives[0].indicators[1].id");
        ShouldBeRefused(
            WithObjectives(objective, objective with { Id = "b", Indicators = [Retention with { Target = 40 }] }),
            "TARGET_EQUALS_BASELINE",
            "scorecard.perspectives[0].objectives[1].indicators[0].target");
    }

    [Fact]
    public void Complete_MoreThanAThousandIndicators_IsRefused()
    {
        var indicators = Enumerable.Range(0, 32).Select(i => Retention with { Id = $"i{i}" }).ToArray();
        var objectives = Enumerable.Range(0, 32).Select(i => new ObjectiveDefinition { Id = $"o{i}", Indicators = indicators }).ToArray();
        ShouldBeRefused(new ScorecardDefinition { Perspectives = [new() { Id = "p", Objectives = objectives }] }, "INVALID_COUNT", "scorecard.perspectives");
    }

    [Fact]
    public void Complete_OpenFields_FillsWhatMustNotMoveAndLeavesTheRest()
    {
        var completed = ScorecardValidator.Complete(Of(Retention with { BaselineDate = string.Empty }), Today);
        var indicator = completed.Perspectives[0].Objectives[0].Indicators[0];

        indicator.Id.ShouldBe("customer_retention_rate");
        indicator.Weight.ShouldBe(1);
        indicator.Direction.ShouldBe(Direction.Increase);
        indicator.BaselineDate.ShouldBe("2026-03-18");
        indicator.ScoreMax.ShouldBeNull();
        indicator.GreenFrom.ShouldBeNull();
        completed.Perspectives[0].Weight.ShouldBe(1);
        completed.Perspectives[0].Objectives[0].Weight.ShouldBe(1);
        Completed(completed).ShouldBe(JsonSerializer.Serialize(completed), "completing is idempotent");
    }

    [Fact]
    public void Complete_IndicatorThatStays_KeepsItsBaselineDate()
    {
        var first = ScorecardValidator.Complete(Of(Retention with { BaselineDate = string.Empty }), Today);
        var second = ScorecardValidator.Complete(Of(Retention with { BaselineDate = string.Empty }, Churn with { BaselineDate = string.Empty }), Today + 10, first);
        second.Perspectives[0].Objectives[0].Indicators.Select(indicator => indicator.BaselineDate).ShouldBe(["2026-03-18", "2026-03-28"]);
    }

    [Fact]
    public void Complete_DecreaseWithMirroredScale_IsAccepted()
    {
        var completed = ScorecardValidator.Complete(Of(Churn with { ScoreMin = 30, ScoreMax = 5, GreenFrom = 100, YellowFrom = 0, Weight = 0 }), Today);
        completed.Perspectives[0].Objectives[0].Indicators[0].Direction.ShouldBe(Direction.Decrease);
    }

    [Fact]
    public void Definition_ThroughJson_StaysTheSame()
    {
        var completed = ScorecardValidator.Complete(Of(Retention with { ScoreMax = 70, Component = string.Empty }, Churn), Today);
        var copy = JsonSerializer.Deserialize<ScorecardDefinition>(JsonSerializer.Serialize(completed))!;
        JsonSerializer.Serialize(copy).ShouldBe(JsonSerializer.Serialize(completed));
    }

    [Fact]
    public void Complete_BadScorecard_IsRefusedNamingTheField()
    {
        var good = Of(Retention);
        var perspective = good.Perspectives[0];
        ShouldBeRefused(good with { RollUp = (RollUpMethod)9 }, "INVALID_ROLL_UP", "scorecard.roll_up");
        ShouldBeRefused(good with { MissingData = (MissingDataPolicy)9 }, "INVALID_MISSING_DATA", "scorecard.missing_data");
        ShouldBeRefused(good with { MinimumCoverage = 101 }, "INVALID_MINIMUM_COVERAGE", "scorecard.minimum_coverage");
        ShouldBeRefused(good with { CloseAfterDays = -1 }, "OUT_OF_RANGE", "scorecard.close_after_days");
        ShouldBeRefused(good with { StatusRules = [new() { Input = StatusInput.Value, Status = Status.Red }] }, "INVALID_STATUS_RULE", "scorecard.status_rules[0].input");
        ShouldBeRefused(good with { Perspectives = [perspective with { DatedWeights = [new() { From = "x" }] }] }, "INVALID_DATE", "scorecard.perspectives[0].dated_weights[0].from");
        ShouldBeRefused(
            good with { Perspectives = [perspective with { Objectives = [perspective.Objectives[0] with { RetiredOn = "x" }] }] },
            "INVALID_DATE",
            "scorecard.perspectives[0].objectives[0].retired_on");
        ShouldBeRefused(good with { Initiatives = [new() { Id = "i", Budget = -1 }] }, "OUT_OF_RANGE", "scorecard.initiatives[0].budget");
        ShouldBeRefused(good with { Initiatives = [new() { Id = "i", Progress = 101 }] }, "OUT_OF_RANGE", "scorecard.initiatives[0].progress");
        ShouldBeRefused(good with { Initiatives = [new() { Id = "i" }, new() { Id = "i" }] }, "DUPLICATE_ID", "scorecard.initiatives[1].id");
        ShouldBeRefused(good with { Initiatives = [new() { Id = "i", Objective = "customer/gone" }] }, "UNKNOWN_OBJECTIVE", "scorecard.initiatives[0].objective");
        ShouldBeRefused(good with { Initiatives = [new() { Id = "i", StartDate = "2026-02-01", EndDate = "2026-02-01" }] }, "END_NOT_AFTER_START", "scorecard.initiatives[0].end_date");
    }

    [Fact]
    public void Complete_StrategyMap_MustLeadForward()
    {
        static ObjectiveDefinition Objective(string id) => new() { Id = id, Indicators = [Retention] };
        var good = new ScorecardDefinition { Perspectives = [new() { Id = "p", Objectives = [Objective("a"), Objective("b"), Objective("c")] }] };
        ScorecardDefinition With(params (string Cause, string Effect)[] links) =>
            good with { StrategyMap = [.. links.Select(link => new StrategyLink { Cause = link.Cause, Effect = link.Effect })] };

        ScorecardValidator.Complete(With(("p/a", "p/b"), ("p/b", "p/c"), ("p/a", "p/c")), Today).StrategyMap.Count.ShouldBe(3);
        ShouldBeRefused(With(("p/a", "p/x")), "UNKNOWN_OBJECTIVE", "scorecard.strategy_map[0].effect");
        ShouldBeRefused(With(("a", "p/b")), "UNKNOWN_OBJECTIVE", "scorecard.strategy_map[0].cause");
        ShouldBeRefused(With(("p/a", "p/b"), ("p/a", "p/b")), "DUPLICATE_LINK", "scorecard.strategy_map[1]");
        ShouldBeRefused(With(("p/a", "p/a")), "STRATEGY_CYCLE", "scorecard.strategy_map[0]");
        ShouldBeRefused(With(("p/a", "p/b"), ("p/b", "p/c"), ("p/c", "p/a")), "STRATEGY_CYCLE", "scorecard.strategy_map[2]");
        Should.Throw<DomainException>(() => ScorecardValidator.Complete(With(("p/a", "p/b"), ("p/b", "p/c"), ("p/c", "p/a")), Today))
            .Message.ShouldContain("p/c → p/a → p/b → p/c");
    }

    [Fact]
    public void Complete_TakenOverIndicator_KeepsItsPlaceOnly()
    {
        var completed = ScorecardValidator.Complete(Of(new ScorecardIndicatorDefinition { Source = "region/p/o/churn_rate", Weight = 3, Title = "Churn up north" }), Today);
        var indicator = completed.Perspectives[0].Objectives[0].Indicators[0];
        indicator.Id.ShouldBe("churn_rate");
        indicator.Weight.ShouldBe(3);
        Completed(completed).ShouldBe(JsonSerializer.Serialize(completed), "completing is idempotent");
    }

    [Fact]
    public void Complete_DimensionOfTheTenant_IsAccepted()
    {
        var environment = new ScorecardEnvironment(IndicatorCatalogue.Find, [new("region", "attribute:region", ["north", "south"])]);
        var north = Orders with { Dimension = "region", DimensionValue = "north" };
        ScorecardValidator.Complete(Of(north), Today, null, environment).Perspectives[0].Objectives[0].Indicators[0].DimensionValue.ShouldBe("north");
        ScorecardValidator.Complete(Of(north with { DimensionValue = "other" }), Today, null, environment);
        var error = Should.Throw<DomainException>(() => ScorecardValidator.Complete(Of(north with { DimensionValue = "east" }), Today, null, environment));
        (error.Reason, error.Field).ShouldBe(("UNKNOWN_DIMENSION_VALUE", $"{First}.dimension_value"));
    }

    [Fact]
    public void Complete_GoodRules_AreAccepted()
    {
        // The last ones are about other numbers, so nothing hides them.
        ScorecardValidator.Complete(
            Of(Retention with
            {
                StatusRules =
                [
                    AtLeast(100, Status.Green),
                    AtLeast(90, Status.Yellow),
                    new() { Input = StatusInput.Value, Comparison = StatusComparison.Below, Threshold = 30, Status = Status.Red },
                    new() { Input = StatusInput.Value, Comparison = StatusComparison.AtMost, Threshold = 40, Status = Status.Yellow },
                    new() { Status = Status.Grey },
                ],
            }),
            Today);
    }

    private static StatusRule AtLeast(double threshold, Status status) => new() { Comparison = StatusComparison.AtLeast, Threshold = threshold, Status = status };

    private static string Completed(ScorecardDefinition definition) => JsonSerializer.Serialize(ScorecardValidator.Complete(definition, Today + 50));

    private static void ShouldBeRefused(ScorecardDefinition definition, string reason, string field)
    {
        var error = Should.Throw<DomainException>(() => ScorecardValidator.Complete(definition, Today));
        error.Kind.ShouldBe(ErrorKind.InvalidArgument);
        error.Field.ShouldBe(field);
        error.Reason.ShouldBe(reason);
    }
}
