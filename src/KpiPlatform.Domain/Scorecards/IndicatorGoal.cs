using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A checked indicator of a scorecard as it holds on a day, every default filled in, and the arithmetic of its goal. Immutable.</summary>
public sealed record IndicatorGoal
{
    /// <summary>Default performance from which the status is green.</summary>
    public const double DefaultGreenFrom = 200.0 / 3;

    /// <summary>Default performance from which the status is yellow.</summary>
    public const double DefaultYellowFrom = 100.0 / 3;

    /// <summary>Default weight.</summary>
    public const double DefaultWeight = 1;

    /// <summary>
    /// Slack of comparisons, in percent points: the rounding of doubles must not decide whether a value meets a threshold that it
    /// equals (0.3 of 0.1…0.4 is 66.666666666666643, not 200/3).
    /// </summary>
    private const double Slack = 1e-9;

    private bool _hasMin;
    private bool _hasMax;

    private IndicatorGoal(Indicator indicator) => Indicator = indicator;

    /// <summary>The indicator.</summary>
    public Indicator Indicator { get; }

    /// <summary>Increase, Decrease or Maintain.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Where it started; null only to maintain.</summary>
    public double? Baseline { get; init; }

    /// <summary>Where it is to be, relative targets resolved; never equal to <see cref="Baseline"/>; null only to maintain.</summary>
    public double? Target { get; init; }

    /// <summary>Day of the baseline.</summary>
    public required int BaselineDay { get; init; }

    /// <summary>Day of the deadline; after <see cref="BaselineDay"/>.</summary>
    public required int DeadlineDay { get; init; }

    /// <summary>Text form of <see cref="DeadlineDay"/>.</summary>
    public required string Deadline { get; init; }

    /// <summary>How a value becomes a performance; never None.</summary>
    public required ScoringFunction Scoring { get; init; }

    /// <summary>Linear: value of performance 0.</summary>
    public double ScoreMin { get; init; }

    /// <summary>Linear: value of performance 100; above <see cref="ScoreMin"/> to increase, below it to decrease.</summary>
    public double ScoreMax { get; init; }

    /// <summary>Thresholds: value of performance 100/3.</summary>
    public double RedFlag { get; init; }

    /// <summary>Thresholds: value of performance 200/3.</summary>
    public double Goal { get; init; }

    /// <summary>Lower end of the band; minus infinity for none.</summary>
    public double BandLow { get; init; } = double.NegativeInfinity;

    /// <summary>Upper end of the band; infinity for none.</summary>
    public double BandHigh { get; init; } = double.PositiveInfinity;

    /// <summary>How far outside of the band performance falls to 0; 0 or more.</summary>
    public double Tolerance { get; init; }

    /// <summary>Days and progress from baseline to deadline, ascending; between them expectations are linear.</summary>
    public required IReadOnlyList<(int Day, double Progress)> Expectations { get; init; }

    /// <summary>What decides the status; never empty.</summary>
    public required IReadOnlyList<StatusRule> StatusRules { get; init; }

    /// <summary>Performance from which the status is green, where no rules say otherwise.</summary>
    public required double GreenFrom { get; init; }

    /// <summary>Performance from which the status is yellow; below <see cref="GreenFrom"/>.</summary>
    public required double YellowFrom { get; init; }

    /// <summary>Observations below which the status is grey.</summary>
    public required long MinimumSample { get; init; }

    /// <summary>Which part; empty means the value.</summary>
    public required string Component { get; init; }

    /// <summary>Formula: how a value performs.</summary>
    private ScoringFormula? Formula { get; init; }

    private double AimForShares => Target ?? (double.IsFinite(BandLow) ? BandLow : BandHigh);

    /// <summary>The goal of a definition that <see cref="ScorecardValidator"/> has let through, as it is without dated targets.</summary>
    public static IndicatorGoal Of(ScorecardIndicatorDefinition definition) => Of(definition, ScorecardEnvironment.BuiltIn, int.MinValue, []);

    /// <summary>The goal of a definition that <see cref="ScorecardValidator"/> has let through, as it holds on a day.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="environment">Where its indicator is found.</param>
    /// <param name="day">Local day that decides which dated target holds.</param>
    /// <param name="defaultRules">Status rules of the scorecard; empty for none.</param>
    public static IndicatorGoal Of(ScorecardIndicatorDefinition definition, ScorecardEnvironment environment, int day, IReadOnlyList<StatusRule> defaultRules)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(defaultRules);
        definition = definition.On(day);
        var indicator = environment.Get(definition.Indicator, "indicator");
        var direction = definition.Direction == Direction.None ? indicator.Direction : definition.Direction;
        var (baseline, target) = GoalOf(definition, direction);
        var goal = new IndicatorGoal(indicator)
        {
            Direction = direction,
            Baseline = baseline,
            Target = target,
            BaselineDay = LocalDay.Parse(definition.BaselineDate, "baseline_date"),
            DeadlineDay = LocalDay.Parse(definition.Deadline, "deadline"),
            Deadline = definition.Deadline,
            Scoring = definition.Scoring != ScoringFunction.None ? definition.Scoring : direction == Direction.Maintain ? ScoringFunction.Band : ScoringFunction.Linear,
            ScoreMin = definition.ScoreMin ?? baseline ?? 0,
            ScoreMax = definition.ScoreMax ?? target ?? 0,
            RedFlag = definition.RedFlag ?? 0,
            Goal = definition.Goal ?? target ?? 0,
            BandLow = definition.BandLow ?? double.NegativeInfinity,
            BandHigh = definition.BandHigh ?? double.PositiveInfinity,
            Tolerance = definition.Tolerance ?? 0,
            GreenFrom = definition.GreenFrom ?? DefaultGreenFrom,
            YellowFrom = definition.YellowFrom ?? DefaultYellowFrom,
            StatusRules = RulesOf(definition, defaultRules),
            MinimumSample = definition.MinimumSample ?? indicator.MinimumSample,
            Component = definition.Component,
            Expectations = [],
            Formula = definition.Scoring == ScoringFunction.Formula ? ScoringFormula.Parse(definition.ScoringFormula, "scoring_formula") : null,
            _hasMin = (definition.ScoreMin ?? baseline) is not null,
            _hasMax = (definition.ScoreMax ?? target) is not null,
        };
        return goal with { Expectations = goal.ExpectationsOf(definition.Milestones) };
    }

    /// <summary>The performance of a value, 0 to 100; null where a scoring formula has none.</summary>
    public double? PerformanceOf(double value) => Scoring switch
    {
        ScoringFunction.Thresholds => Math.Clamp(100 * (value - (2 * RedFlag) + Goal) / (3 * (Goal - RedFlag)), 0, 100),
        ScoringFunction.Band => OfBand(value),
        ScoringFunction.Binary => IsMet(value) ? 100 : 0,
        ScoringFunction.Formula => OfFormula(value),
        _ => Math.Clamp(Share(value, ScoreMin, ScoreMax), 0, 100),
    };

    /// <summary>(value − baseline) / (target − baseline) × 100, unclamped; null to maintain, where there is no way to go.</summary>
    public double? ProgressOf(double value) => Direction != Direction.Maintain && Baseline is { } baseline && Target is { } target ? Share(value, baseline, target) : null;

    /// <summary>value / target × 100, to decrease target / value × 100; in a band 100, outside by its nearer end. For targets above 0; null where it says nothing.</summary>
    public double? PercentOfTarget(double value)
    {
        if (Direction == Direction.Maintain)
            return IsMet(value) ? 100 : value < BandLow ? Percent(value, BandLow, isMet: false) : Percent(BandHigh, value, isMet: false);
        return Direction == Direction.Decrease ? Percent(AimForShares, value, IsMet(value)) : Percent(value, AimForShares, IsMet(value));
    }

    /// <summary>Whether a value is where it is to be: at the target or past it, or in the band. Equal meets.</summary>
    public bool IsMet(double value) => Direction switch
    {
        Direction.Maintain => value >= BandLow - SlackOf(BandLow) && value <= BandHigh + SlackOf(BandHigh),
        Direction.Decrease => value <= AimForShares + SlackOf(AimForShares),
        _ => value >= AimForShares - SlackOf(AimForShares),
    };

    /// <summary>
    /// The value that the status goes by. In an open period a flow is held against the goal prorated by elapsed days, which is
    /// the same as what it comes to for the whole period at this pace; rates and stocks are taken as they are.
    /// </summary>
    /// <param name="value">The value up to now.</param>
    /// <param name="window">The period, and how much of it is over; it has begun.</param>
    public double ValueForStatus(double value, EvaluationWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return window.IsPartial && Indicator.IsFlow(Component) ? value * window.Period.Days / window.ElapsedDays : value;
    }

    /// <summary>Performance that the status goes by; see <see cref="ValueForStatus"/>.</summary>
    public double? PerformanceForStatus(double value, EvaluationWindow window) => PerformanceOf(ValueForStatus(value, window));

    /// <summary>
    /// Progress expected at an instant: linear between baseline, milestones and deadline, each taken at the first instant of its
    /// day; 0 before and 100 after.
    /// </summary>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="instant">The instant.</param>
    public double ExpectedProgress(TenantCalendar calendar, NodaTime.Instant instant)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        for (var i = 1; i < Expectations.Count; i++)
        {
            var end = calendar.StartOf(Expectations[i].Day);
            if (instant >= end)
                continue;
            var (day, progress) = Expectations[i - 1];
            var start = calendar.StartOf(day);
            return instant <= start ? progress : progress + ((Expectations[i].Progress - progress) * (instant - start).TotalDays / (end - start).TotalDays);
        }

        return Expectations[^1].Progress;
    }

    /// <summary>Whether it is where it should be by now: in the band to maintain, else progress at least as expected. Null if that cannot be said.</summary>
    public bool? IsOnTrack(double value, TenantCalendar calendar, NodaTime.Instant instant) =>
        Direction == Direction.Maintain ? IsMet(value) : ProgressOf(value) is { } progress ? Meets(progress, ExpectedProgress(calendar, instant)) : null;

    /// <summary>Whether a number meets a threshold; equal meets.</summary>
    internal static bool Meets(double value, double threshold) => value >= threshold - SlackOf(threshold);

    /// <summary>Rounding that is no difference beside a number of this size.</summary>
    internal static double SlackOf(double number) => double.IsFinite(number) ? Slack * Math.Max(1, Math.Abs(number) / 100) : 0;

    /// <summary>Rules of two thresholds of performance.</summary>
    internal static IReadOnlyList<StatusRule> RulesOf(double greenFrom, double yellowFrom) =>
    [
        new() { Comparison = StatusComparison.AtLeast, Threshold = greenFrom, Status = Status.Green },
        new() { Comparison = StatusComparison.AtLeast, Threshold = yellowFrom, Status = Status.Yellow },
        new() { Status = Status.Red },
    ];

    private static IReadOnlyList<StatusRule> RulesOf(ScorecardIndicatorDefinition definition, IReadOnlyList<StatusRule> defaultRules)
    {
        if (definition.StatusRules.Count > 0)
            return definition.StatusRules;
        return definition.GreenFrom is null && definition.YellowFrom is null && defaultRules.Count > 0
            ? defaultRules
            : RulesOf(definition.GreenFrom ?? DefaultGreenFrom, definition.YellowFrom ?? DefaultYellowFrom);
    }

    private static (double? Baseline, double? Target) GoalOf(ScorecardIndicatorDefinition definition, Direction direction)
    {
        if (direction == Direction.Maintain)
            return (definition.Baseline, definition.Target);
        var baseline = definition.Baseline ?? throw Unchecked(nameof(definition.Baseline));
        if (definition.RelativeTarget.Length > 0)
            return (baseline, RelativeTarget.Resolve(definition.RelativeTarget, baseline, "relative_target"));
        return (baseline, definition.Target ?? throw Unchecked(nameof(definition.Target)));
    }

    private List<(int Day, double Progress)> ExpectationsOf(IReadOnlyList<Milestone> milestones)
    {
        var points = new List<(int Day, double Progress)>(milestones.Count + 2) { (BaselineDay, 0) };
        foreach (var milestone in milestones)
            points.Add((LocalDay.Parse(milestone.Date, "date"), milestone.Progress ?? ProgressOf(milestone.Value ?? 0) ?? 0));
        points.Sort(1, points.Count - 1, Comparer<(int Day, double Progress)>.Create((left, right) => left.Day.CompareTo(right.Day)));
        points.Add((DeadlineDay, 100));
        return points;
    }

    private double? OfFormula(double value) =>
        (Formula ?? throw Unchecked(nameof(Formula))).Compute(value, _hasMin ? ScoreMin : null, _hasMax ? ScoreMax : null, Baseline, Target) is { } performance ? Math.Clamp(performance, 0, 100) : null;

    private double OfBand(double value)
    {
        if (IsMet(value))
            return 100;
        var outside = value < BandLow ? BandLow - value : value - BandHigh;
        return Tolerance > 0 ? Math.Clamp(100 * (Tolerance - outside) / Tolerance, 0, 100) : 0;
    }

    /// <summary>Multiplied before it is divided, so that whole numbers give the nearest double of the exact result.</summary>
    private static double Share(double value, double from, double to) => 100 * (value - from) / (to - from);

    /// <summary>Of nothing, or of less, there is no share: then met is 100 and anything else says nothing.</summary>
    private static double? Percent(double part, double whole, bool isMet) => whole > 0 ? 100 * part / whole : isMet ? 100 : null;

    private static InvalidOperationException Unchecked(string what) => new($"{what} is missing: the definition was not checked.");
}
