using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Scorecards;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Alerts;

/// <summary>From reading to action, by hand: t0 is noon, and a rule is bad below 10 and good again from 12 on.</summary>
public class AlertMachineTests
{
    private static readonly Instant T0 = Instant.FromUtc(2026, 1, 15, 12, 0);
    private static readonly AlertRule Rule = new()
    {
        Id = "few",
        Kind = AlertRuleKind.Indicator,
        Indicator = new() { Indicator = "orders" },
        Condition = new() { Kind = AlertConditionKind.Value, Comparison = AlertComparison.Below, Threshold = 10, Hysteresis = 2 },
    };

    [Theory]
    [InlineData(AlertComparison.Below, 9.99, AlertVerdict.Bad)]
    [InlineData(AlertComparison.Below, 10, AlertVerdict.Between)]
    [InlineData(AlertComparison.Below, 11.99, AlertVerdict.Between)]
    [InlineData(AlertComparison.Below, 12, AlertVerdict.Good)]
    [InlineData(AlertComparison.AtMost, 10, AlertVerdict.Bad)]
    [InlineData(AlertComparison.AtMost, 12, AlertVerdict.Between)]
    [InlineData(AlertComparison.AtMost, 12.01, AlertVerdict.Good)]
    [InlineData(AlertComparison.Above, 10, AlertVerdict.Between)]
    [InlineData(AlertComparison.Above, 10.01, AlertVerdict.Bad)]
    [InlineData(AlertComparison.Above, 8, AlertVerdict.Good)]
    [InlineData(AlertComparison.AtLeast, 10, AlertVerdict.Bad)]
    [InlineData(AlertComparison.AtLeast, 7.9, AlertVerdict.Good)]
    public void Judge_AValue_HoldsItAgainstThresholdAndHysteresis(AlertComparison comparison, double value, AlertVerdict expected) =>
        AlertJudge.Judge(Rule.Condition! with { Comparison = comparison }, Reading(value), new("")).ShouldBe(expected);

    [Theory]
    [InlineData(88.0, 100.0, AlertVerdict.Bad)]
    [InlineData(88.1, 100.0, AlertVerdict.Good)]
    [InlineData(-112.0, -100.0, AlertVerdict.Bad)]
    [InlineData(-88.0, -100.0, AlertVerdict.Good)]
    [InlineData(5.0, 0.0, AlertVerdict.Unknown)]
    [InlineData(5.0, null, AlertVerdict.Unknown)]
    [InlineData(null, 100.0, AlertVerdict.Unknown)]
    public void Judge_Percent_IsOfTheReferencesSize(double? value, double? reference, AlertVerdict expected)
    {
        // (88 − 100) / |100| = −12 %; (−112 + 100) / |−100| = −12 %.
        var condition = new AlertCondition { Kind = AlertConditionKind.Percent, Comparison = AlertComparison.AtMost, Threshold = -12, Base = AlertBase.Target };
        AlertJudge.Judge(condition, new("", value, "", Status.None, reference), new("")).ShouldBe(expected);
    }

    [Fact]
    public void Judge_StatusChange_LooksAtWhereItCameFrom()
    {
        var condition = new AlertCondition { Kind = AlertConditionKind.Status, To = [Status.Red], From = [Status.Green] };
        Follow(condition, Status.Green, Status.Red).ShouldBe([AlertVerdict.Good, AlertVerdict.Bad]);
        Follow(condition, Status.Red).ShouldBe([AlertVerdict.Good]);
        Follow(condition, Status.Green, Status.Yellow, Status.Red).ShouldBe([AlertVerdict.Good, AlertVerdict.Good, AlertVerdict.Good]);
        Follow(condition, Status.Green, Status.Grey, Status.Red).ShouldBe([AlertVerdict.Good, AlertVerdict.Unknown, AlertVerdict.Bad]);
        Follow(condition with { From = [] }, Status.Red, Status.Red).ShouldBe([AlertVerdict.Bad, AlertVerdict.Bad]);
        Follow(condition with { From = [], To = [Status.Grey] }, Status.Green, Status.Grey).ShouldBe([AlertVerdict.Good, AlertVerdict.Bad]);
    }

    [Fact]
    public void Step_FlappingWithinTheDuration_IsNeverTold()
    {
        var rule = Rule with { ForSeconds = 60 };
        var standing = new AlertStanding("");
        for (var second = 0; second < 600; second += 30)
        {
            (standing, var turn) = AlertMachine.Step(rule, standing, second % 60 == 0 ? AlertVerdict.Bad : AlertVerdict.Good, T0.Plus(Duration.FromSeconds(second)));
            turn.ShouldBe(AlertTurn.None);
        }
    }

    [Fact]
    public void Step_BadForLongEnough_IsToldOnceUntilGoodForLongEnough()
    {
        var rule = Rule with { ForSeconds = 60, ClearSeconds = 120 };
        List<(int, AlertTurn)> told = [];
        var standing = new AlertStanding("");
        foreach (var (second, verdict) in new[]
        {
            (0, AlertVerdict.Bad), (59, AlertVerdict.Bad), (60, AlertVerdict.Bad), (90, AlertVerdict.Good), (150, AlertVerdict.Bad), (200, AlertVerdict.Good), (210, AlertVerdict.Between),
            (300, AlertVerdict.Good), (419, AlertVerdict.Good), (420, AlertVerdict.Good), (430, AlertVerdict.Unknown), (440, AlertVerdict.Bad), (450, AlertVerdict.Between), (500, AlertVerdict.Bad), (559, AlertVerdict.Bad), (560, AlertVerdict.Bad),
        })
        {
            (standing, var turn) = AlertMachine.Step(rule, standing, verdict, T0.Plus(Duration.FromSeconds(second)));
            if (turn != AlertTurn.None)
                told.Add((second, turn));
        }

        // Bad from 0: told at 60. Good at 90 for 60 s only, at 200 for 10 s only, from 300 on for 120 s. Bad from 500 on, since 450 was not bad.
        told.ShouldBe([(60, AlertTurn.Raise), (420, AlertTurn.Clear), (560, AlertTurn.Raise)]);
    }

    [Fact]
    public void Step_AnyHistory_AlternatesAndNeedsTheDurations()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var rule = Rule with { ForSeconds = random.Next(0, 5), ClearSeconds = random.Next(0, 5) };
            var verdicts = Enumerable.Range(0, 200).Select(_ => (AlertVerdict)random.Next(1, 4)).ToArray();
            var standing = new AlertStanding("");
            var isFiring = false;
            for (var i = 0; i < verdicts.Length; i++)
            {
                (standing, var turn) = AlertMachine.Step(rule, standing, verdicts[i], T0.Plus(Duration.FromSeconds(i)));

                // Independently: a run of looks that were all bad, and one that were all good, long enough.
                var runIsBad = Run(verdicts, i, AlertVerdict.Bad) >= rule.ForSeconds;
                var runIsGood = Run(verdicts, i, AlertVerdict.Good) >= rule.ClearSeconds;
                var expected = !isFiring && runIsBad ? AlertTurn.Raise : isFiring && runIsGood ? AlertTurn.Clear : AlertTurn.None;
                turn.ShouldBe(expected, $"seed {seed}, look {i}");
                if (turn != AlertTurn.None)
                    isFiring = turn == AlertTurn.Raise;
            }
        }
    }

    [Fact]
    public void Look_OneCause_HasOneActionAtMostWhateverHappens()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var rule = Rule with { ForSeconds = random.Next(0, 3), ClearSeconds = random.Next(0, 3), KeepOpen = random.Next(2) == 0, ReopenSeconds = random.Next(0, 20) };
            var stored = new Stored();
            for (var i = 0; i < 200; i++)
            {
                var at = T0.Plus(Duration.FromSeconds(i));
                if (random.Next(10) == 0 && stored.Actions.Count > 0)
                    stored.Take(AlertDesk.Resolve(stored.Picture(rule) with { Asked = stored.Actions.Values.Last() }, "ann", "", at));
                var ledger = new AlertLedger(rule, stored.Picture(rule), at);
                ledger.Look(Reading(random.Next(5, 15)), at);
                stored.Take(ledger.Changes);
                stored.Actions.Values.Count(action => action.IsOpen).ShouldBeLessThanOrEqualTo(1);
            }

            stored.Events.ShouldNotBeEmpty();
            foreach (var action in stored.Events.GroupBy(one => one.Action.Id))
                action.First().Type.ShouldBe(AlertEventType.Opened);
        }
    }

    [Fact]
    public void Look_SameCauseAgain_ReopensWithinTheTimeAndOpensANewOneAfter()
    {
        var rule = Rule with { ReopenSeconds = 100 };
        var stored = new Stored();
        foreach (var (second, value) in new[] { (0, 5), (10, 20), (60, 5), (70, 20), (171, 5) })
        {
            var ledger = new AlertLedger(rule, stored.Picture(rule), T0.Plus(Duration.FromSeconds(second)));
            ledger.Look(Reading(value), T0.Plus(Duration.FromSeconds(second)));
            stored.Take(ledger.Changes);
        }

        // Resolved at 10, again at 60: reopened. Resolved at 70, again at 171, which is 101 s later: a new one.
        stored.Events.Select(one => (one.Type, one.Action.Id)).ShouldBe(
            [(AlertEventType.Opened, 1L), (AlertEventType.Resolved, 1L), (AlertEventType.Reopened, 1L), (AlertEventType.Resolved, 1L), (AlertEventType.Opened, 2L)]);
        stored.Actions[1].Occurrences.ShouldBe(2);
    }

    [Fact]
    public void Look_TooManyOpen_WaitsUntilThereIsRoom()
    {
        var stored = new Stored();
        var full = stored.Picture(Rule) with { OpenOfRule = AlertAction.MaxOpenOfRule };
        var ledger = new AlertLedger(Rule, full, T0);
        ledger.Look(Reading(5), T0);
        ledger.Changes.Events.ShouldBeEmpty();
        stored.Take(ledger.Changes);
        stored.Standings[""].DueAt.ShouldBe(T0 + Duration.FromMinutes(1));

        var later = T0 + Duration.FromMinutes(1);
        ledger = new AlertLedger(Rule, stored.Picture(Rule), later);
        ledger.Look(Reading(5), later);
        ledger.Changes.Events.ShouldHaveSingleItem().Type.ShouldBe(AlertEventType.Opened);
    }

    [Fact]
    public void EnterAndLeave_WithADuration_TellsAsOfWhenItCame()
    {
        var rule = new AlertRule { Id = "vip", Kind = AlertRuleKind.Segment, Segment = "vip", ForSeconds = 60 };
        var ledger = new AlertLedger(rule, new Stored().Picture(rule), T0 + Duration.FromHours(1));
        ledger.Enter(7, T0);
        ledger.Leave(7, T0.Plus(Duration.FromSeconds(59)));
        ledger.Changes.Events.ShouldBeEmpty();
        ledger.Enter(7, T0.Plus(Duration.FromSeconds(100)));
        ledger.Leave(7, T0.Plus(Duration.FromSeconds(200)));

        // In it from 100 to 200: that it was for a minute came at 160, though it is learnt of later.
        ledger.Changes.Events.Select(one => (one.Type, (one.OccurredAt - T0).TotalSeconds, one.Action.Customer)).ShouldBe(
            [(AlertEventType.Opened, 160, 7L), (AlertEventType.Resolved, 200, 7L)]);
        ledger.Changes.Standings.ShouldAllBe(standing => standing.IsBlank);
    }

    private static int Run(AlertVerdict[] verdicts, int at, AlertVerdict verdict)
    {
        var length = -1;
        for (var i = at; i >= 0 && verdicts[i] == verdict; i--)
            length++;
        return length < 0 ? int.MinValue : length;
    }

    private static List<AlertVerdict> Follow(AlertCondition condition, params Status[] statuses)
    {
        var standing = new AlertStanding("");
        List<AlertVerdict> verdicts = [];
        foreach (var status in statuses)
        {
            standing = AlertJudge.See(condition, standing, status);
            verdicts.Add(AlertJudge.Judge(condition, new("", 1, "", status, null), standing));
            if (verdicts[^1] == AlertVerdict.Bad)
                standing = standing with { Phase = AlertPhase.Firing };
        }

        return verdicts;
    }

    private static AlertReading Reading(double? value) => new("", value, "n", Status.None, null);

    private sealed class Stored
    {
        public Dictionary<string, AlertStanding> Standings { get; } = [];

        public SortedDictionary<long, AlertAction> Actions { get; } = [];

        public List<AlertEventDraft> Events { get; } = [];

        public AlertPicture Picture(AlertRule rule) => new(
            rule,
            new Dictionary<string, AlertStanding>(Standings),
            Actions.Values.GroupBy(action => action.Subject).ToDictionary(group => group.Key, group => group.OrderBy(action => action.IsOpen).ThenBy(action => action.Id).Last()),
            Actions.Count + 1,
            Actions.Values.Count(action => action.IsOpen),
            Actions.Values.Count(action => action.IsOpen));

        public void Take(AlertChanges changes)
        {
            foreach (var standing in changes.Standings)
                Standings[standing.Subject] = standing;
            foreach (var action in changes.Actions)
                Actions[action.Id] = action;
            Events.AddRange(changes.Events);
        }
    }
}
