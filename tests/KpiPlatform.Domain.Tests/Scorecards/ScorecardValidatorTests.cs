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
        { "DIRECTION_NOT_SUPPORTED", "direction", Retention with { Direction = Direction.Maintain } },
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
        copy.Perspectives[0].Objectives[0].Indicators.ShouldBe(completed.Perspectives[0].Objectives[0].Indicators);
        copy.Title.ShouldBe(completed.Title);
    }

    private static string Completed(ScorecardDefinition definition) => JsonSerializer.Serialize(ScorecardValidator.Complete(definition, Today + 50));

    private static void ShouldBeRefused(ScorecardDefinition definition, string reason, string field)
    {
        var error = Should.Throw<DomainException>(() => ScorecardValidator.Complete(definition, Today));
        error.Kind.ShouldBe(ErrorKind.InvalidArgument);
        error.Field.ShouldBe(field);
        error.Reason.ShouldBe(reason);
    }
}
