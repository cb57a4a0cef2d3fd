using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A checked indicator of a scorecard with every default filled in, and the arithmetic of its goal. Immutable.</summary>
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

    private IndicatorGoal(Indicator indicator) => Indicator = indicator;

    /// <summary>The indicator.</summary>
    public Indicator Indicator { get; }

    /// <summary>Increase or Decrease.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Where it started.</summary>
    public required double Baseline { get; init; }

    /// <summary>Where it is to be; never equal to <see cref="Baseline"/>.</summary>
    public required double Target { get; init; }

    /// <summary>Day of the baseline.</summary>
    public required int BaselineDay { get; init; }

    /// <summary>Day of the deadline; after <see cref="BaselineDay"/>.</summary>
    public required int DeadlineDay { get; init; }

    /// <summary>Value of performance 0.</summary>
    public required double ScoreMin { get; init; }

    /// <summary>Value of performance 100; above <see cref="ScoreMin"/> to increase, below it to decrease.</summary>
    public required double ScoreMax { get; init; }

    /// <summary>Performance from which the status is green.</summary>
    public required double GreenFrom { get; init; }

    /// <summary>Performance from which the status is yellow; below <see cref="GreenFrom"/>.</summary>
    public required double YellowFrom { get; init; }

    /// <summary>Observations below which the status is grey.</summary>
    public required long MinimumSample { get; init; }

    /// <summary>Which part; empty means the value.</summary>
    public required string Component { get; init; }

    /// <summary>The goal of a definition that <see cref="ScorecardValidator"/> has let through.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="indicators">The tenant's indicators; null: those built in.</param>
    public static IndicatorGoal Of(ScorecardIndicatorDefinition definition, TenantIndicators? indicators = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var indicator = (indicators ?? TenantIndicators.BuiltIn).Get(definition.Indicator);
        var baseline = definition.Baseline ?? throw Unchecked(nameof(definition.Baseline));
        var target = definition.Target ?? throw Unchecked(nameof(definition.Target));
        return new(indicator)
        {
            Direction = definition.Direction == Direction.None ? indicator.Direction : definition.Direction,
            Baseline = baseline,
            Target = target,
            BaselineDay = LocalDay.Parse(definition.BaselineDate, "baseline_date"),
            DeadlineDay = LocalDay.Parse(definition.Deadline, "deadline"),
            ScoreMin = definition.ScoreMin ?? baseline,
            ScoreMax = definition.ScoreMax ?? target,
            GreenFrom = definition.GreenFrom ?? DefaultGreenFrom,
            YellowFrom = definition.YellowFrom ?? DefaultYellowFrom,
            MinimumSample = definition.MinimumSample ?? indicator.MinimumSample,
            Component = definition.Component,
        };
    }

    /// <summary>(value − min) / (max − min) × 100, clamped to 0…100.</summary>
    public double PerformanceOf(double value) => Math.Clamp(Share(value, ScoreMin, ScoreMax), 0, 100);

    /// <summary>(value − baseline) / (target − baseline) × 100, unclamped.</summary>
    public double ProgressOf(double value) => Share(value, Baseline, Target);

    /// <summary>
    /// Performance that the status goes by. In an open period a flow is held against the goal prorated by elapsed days, which is
    /// the same as what it comes to for the whole period at this pace; rates and stocks are taken as they are.
    /// </summary>
    /// <param name="value">The value up to now.</param>
    /// <param name="window">The period, and how much of it is over; it has begun.</param>
    public double PerformanceForStatus(double value, EvaluationWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return PerformanceOf(window.IsPartial && Indicator.IsFlow(Component) ? value * window.Period.Days / window.ElapsedDays : value);
    }

    /// <summary>Progress expected at an instant: linear from 0 at the baseline's day to 100 at the deadline's, clamped.</summary>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="instant">The instant.</param>
    public double ExpectedProgress(TenantCalendar calendar, NodaTime.Instant instant)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var start = calendar.StartOf(BaselineDay);
        var passed = 100 * (instant - start).TotalDays / (calendar.StartOf(DeadlineDay) - start).TotalDays;
        return Math.Clamp(passed, 0, 100);
    }

    /// <summary>Whether a number meets a threshold; equal meets.</summary>
    internal static bool Meets(double value, double threshold) => value >= threshold - Slack;

    /// <summary>Status by performance.</summary>
    internal static Status StatusOf(double performance, double greenFrom, double yellowFrom) =>
        Meets(performance, greenFrom) ? Status.Green : Meets(performance, yellowFrom) ? Status.Yellow : Status.Red;

    /// <summary>Multiplied before it is divided, so that whole numbers give the nearest double of the exact result.</summary>
    private static double Share(double value, double from, double to) => 100 * (value - from) / (to - from);

    private static InvalidOperationException Unchecked(string what) => new($"{what} is missing: the definition was not checked.");
}
