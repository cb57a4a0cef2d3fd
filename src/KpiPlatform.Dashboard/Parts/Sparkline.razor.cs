using KpiPlatform.Dashboard.Scorecards;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Parts;

/// <summary>A trend as a line without axes, drawn by the server. Its label says in words what the line shows.</summary>
public partial class Sparkline
{
    private const int Width = 120;
    private const int Height = 32;
    private const int Margin = 4;

    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired]
    public Trend Trend { get; set; } = Trend.Empty;

    /// <summary>Unit of the values.</summary>
    [Parameter]
    public string Unit { get; set; } = string.Empty;

    private double?[] Points { get; set; } = [];

    private double Low { get; set; }

    private double High { get; set; }

    private string Label { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var known = Trend.Values.OfType<double>().Where(double.IsFinite).ToList();
        Points = known.Count == 0 ? [] : [.. Trend.Values.Select(value => value is { } number && double.IsFinite(number) ? value : null)];
        if (known.Count == 0)
            return;
        (Low, High) = (known.Min(), known.Max());
        Label = $"{Trend.First} to {Trend.Last}: from {Numbers.Format(known[0], Unit)} to {Numbers.Format(known[^1], Unit)}, "
            + $"lowest {Numbers.Format(Low, Unit)}, highest {Numbers.Format(High, Unit)}";
    }

    private double X(int index) => Points.Length == 1 ? Width / 2.0 : Margin + ((Width - (2.0 * Margin)) * index / (Points.Length - 1));

    // A line that never moves lies in the middle, rather than at a height that would mean something.
    private double Y(double value) => High > Low ? Margin + ((Height - (2.0 * Margin)) * (1 - ((value - Low) / (High - Low)))) : Height / 2.0;

    /// <summary>The stretches with values; a gap is a gap.</summary>
    private List<string> Lines()
    {
        var lines = new List<string>();
        var line = new List<string>();
        for (var i = 0; i < Points.Length; i++)
        {
            if (Points[i] is { } value)
                line.Add($"{Numbers.Plain(X(i))},{Numbers.Plain(Y(value))}");
            else
                End();
        }

        End();
        return lines;

        void End()
        {
            if (line.Count > 1)
                lines.Add(string.Join(' ', line));
            line.Clear();
        }
    }
}
