using System.Globalization;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Spreadsheets.Reports;

/// <summary>Pieces of a report: a status, a bar, a sparkline. Drawn as SVG, so that the page needs nothing else.</summary>
internal static class ReportParts
{
    private const int Width = 120;
    private const int Height = 32;
    private const int Margin = 4;

    /// <summary>A status by shape, colour and word, so that none of them is needed.</summary>
    /// <param name="status">The status.</param>
    /// <param name="label">What its rule calls it; may be empty.</param>
    public static Html Status(Status status, string label) => Html.Of(html =>
    {
        var name = status == Domain.Scorecards.Status.None ? "Grey" : status.ToString();
        html.Add($"<span class=\"status {name.ToLowerInvariant()}\"><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">");
        _ = status switch
        {
            Domain.Scorecards.Status.Green => html.Add($"<circle class=\"shape\" cx=\"8\" cy=\"8\" r=\"7\"/><path class=\"sign\" d=\"M4.5 8.3 7 10.8 11.5 5.6\"/>"),
            Domain.Scorecards.Status.Yellow => html.Add($"<path class=\"shape\" d=\"M8 1 15.4 14.5H.6Z\"/><path class=\"sign\" d=\"M8 6v4.2M8 12.2v.4\"/>"),
            Domain.Scorecards.Status.Red => html.Add($"<path class=\"shape\" d=\"M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5Z\"/><path class=\"sign\" d=\"m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2\"/>"),
            _ => html.Add($"<circle class=\"shape\" cx=\"8\" cy=\"8\" r=\"7\"/><path class=\"sign\" d=\"M4.8 8h6.4\"/>"),
        };
        html.Add($"</svg>{name}{(label.Length > 0 ? $" ({label})" : string.Empty)}</span>");
    });

    /// <summary>A score as the length of a bar.</summary>
    /// <param name="score">0 to 100.</param>
    /// <param name="status">Decides its colour.</param>
    public static Html Bar(double? score, Status status) => Html.Of(html =>
    {
        if (score is { } length)
        {
            html.Add(
                $"<svg class=\"bar {(status == Domain.Scorecards.Status.None ? "grey" : status.ToString().ToLowerInvariant())}\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"shape\" width=\"{Math.Clamp(length, 0, 100)}\" height=\"10\"/></svg>");
        }
    });

    /// <summary>A series as a line; a gap is a gap.</summary>
    /// <param name="values">By time; null for no value.</param>
    /// <param name="label">What it shows, in words.</param>
    public static Html Sparkline(IReadOnlyList<double?> values, string label) => Html.Of(html =>
    {
        var known = values.OfType<double>().Where(double.IsFinite).ToList();
        if (known.Count == 0)
        {
            html.Add($"<span class=\"soft\">–</span>");
            return;
        }

        var (low, high) = (known.Min(), known.Max());
        double X(int index) => values.Count == 1 ? Width / 2.0 : Margin + ((Width - (2.0 * Margin)) * index / (values.Count - 1));
        double Y(double value) => high > low ? Margin + ((Height - (2.0 * Margin)) * (1 - ((value - low) / (high - low)))) : Height / 2.0;
        html.Add($"<svg class=\"spark\" viewBox=\"0 0 {(double)Width} {(double)Height}\" role=\"img\" aria-label=\"{label}\">");
        var line = new List<string>();
        for (var i = 0; i <= values.Count; i++)
        {
            if (i < values.Count && values[i] is { } value && double.IsFinite(value))
            {
                line.Add(string.Create(CultureInfo.InvariantCulture, $"{X(i):0.##},{Y(value):0.##}"));
                continue;
            }

            if (line.Count > 1)
                html.Add($"<polyline points=\"{string.Join(' ', line)}\"/>");
            line.Clear();
        }

        if (values[^1] is { } last && double.IsFinite(last))
            html.Add($"<circle cx=\"{X(values.Count - 1)}\" cy=\"{Y(last)}\" r=\"2.6\"/>");
        html.Add($"</svg>");
    });
}
