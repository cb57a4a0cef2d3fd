using KpiPlatform.Dashboard.Scorecards;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Parts;

/// <summary>A series with axes, goal and intervals, drawn by the server. Its numbers stand in a table beside it.</summary>
public partial class SeriesChart
{
    private const int Width = 720;
    private const int Height = 280;
    private const int Left = 74;
    private const int Right = 16;
    private const int Top = 12;
    private const int Bottom = 30;
    private const int TicksWanted = 5;
    private const int LabelsMax = 9;
    private static readonly int[] StepFactors = [1, 2, 5, 10];

    /// <summary>By time.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartPoint> Points { get; set; } = [];

    /// <summary>Unit of all numbers.</summary>
    [Parameter]
    public string Unit { get; set; } = string.Empty;

    /// <summary>Where it is to be; null for nowhere.</summary>
    [Parameter]
    public double? Target { get; set; }

    /// <summary>Where it started; null if unknown.</summary>
    [Parameter]
    public double? Baseline { get; set; }

    private bool HasValues { get; set; }

    private double Low { get; set; }

    private double High { get; set; }

    private IReadOnlyList<double> Ticks { get; set; } = [];

    private int LabelEvery => Math.Max(1, (int)Math.Ceiling(Points.Count / (double)LabelsMax));

    private string Label { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var values = Points.Select(point => point.Value).OfType<double>().Where(double.IsFinite).ToList();
        HasValues = values.Count > 0;
        if (!HasValues)
            return;
        double?[] goals = [Target, Baseline];
        var all = values.Concat(goals.OfType<double>()).ToList();
        (Low, High) = (all.Min(), all.Max());
        (Low, High) = WithIntervals(Low, High);
        if (High <= Low)
            (Low, High) = (Low - 1, High + 1);
        var step = Step((High - Low) / TicksWanted);
        (Low, High) = (Math.Floor(Low / step) * step, Math.Ceiling(High / step) * step);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((High - Low) / step) + 1).Select(index => Low + (index * step))];
        Label = $"{Points[0].Label} to {Points[^1].Label}: from {Numbers.Format(values[0], Unit)} to {Numbers.Format(values[^1], Unit)}. The table below has every number.";
    }

    // Intervals are shown whole, unless that would press the line flat: then what is too much ends at the edge.
    private (double Low, double High) WithIntervals(double low, double high)
    {
        var room = Math.Max(high - low, Math.Abs(high) * 0.02);
        var lowest = Points.Select(point => point.Lower).OfType<double>().Where(double.IsFinite).DefaultIfEmpty(low).Min();
        var highest = Points.Select(point => point.Upper).OfType<double>().Where(double.IsFinite).DefaultIfEmpty(high).Max();
        return (Math.Max(Math.Min(low, lowest), low - room), Math.Min(Math.Max(high, highest), high + room));
    }

    /// <summary>1, 2 or 5 times a power of ten: the smallest that is no less than a width.</summary>
    private static double Step(double width)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(width)));
        return StepFactors.Select(factor => factor * power).First(step => step >= width * 0.999);
    }

    private static string Plain(double value) => Numbers.Plain(value);

    // The unit stands in the legend's numbers and in the table; on the axis it would only push the chart aside.
    private string TickText(double tick)
    {
        var span = High - Low;
        return Math.Abs(tick) >= 10_000 ? Numbers.Round(tick / 1_000, span < 10_000 ? 1 : 0) + "k" : Numbers.Round(tick, span < 1 ? 2 : span < 10 ? 1 : 0);
    }

    private double X(int index) => Points.Count == 1 ? (Left + Width - Right) / 2.0 : Left + 12 + ((Width - Left - Right - 24.0) * index / (Points.Count - 1));

    private double Y(double value) => Math.Clamp(Top + ((Height - Top - Bottom) * (1 - ((value - Low) / (High - Low)))), Top, Height - Bottom);

    private List<string> Lines()
    {
        var lines = new List<string>();
        var line = new List<string>();
        for (var i = 0; i <= Points.Count; i++)
        {
            if (i < Points.Count && Points[i].Value is { } value && double.IsFinite(value))
            {
                line.Add($"{Plain(X(i))},{Plain(Y(value))}");
                continue;
            }

            if (line.Count > 1)
                lines.Add(string.Join(' ', line));
            line.Clear();
        }

        return lines;
    }
}
