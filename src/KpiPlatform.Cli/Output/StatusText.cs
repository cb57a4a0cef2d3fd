using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Output;

/// <summary>A status as symbol, word and colour: each alone is enough to tell.</summary>
internal static class StatusText
{
    private const int LongestLabel = 12;

    /// <summary>Spectre markup such as "[green]● green[/]".</summary>
    public static string Markup(Status status) => status switch
    {
        Status.Green => "[green]● green[/]",
        Status.Yellow => "[yellow]▲ yellow[/]",
        Status.Red => "[red]■ red[/]",
        Status.Grey => "[grey]○ grey[/]",
        _ => Cells.None,
    };

    /// <summary>As <see cref="Markup(Status)"/>, by the name that the scorecard has for it, if it is short enough for a table.</summary>
    public static string Markup(Status status, string label) =>
        label.Length is 0 or > LongestLabel ? Markup(status) : status switch
        {
            Status.Green => $"[green]● {Cells.Text(label)}[/]",
            Status.Yellow => $"[yellow]▲ {Cells.Text(label)}[/]",
            Status.Red => $"[red]■ {Cells.Text(label)}[/]",
            Status.Grey => $"[grey]○ {Cells.Text(label)}[/]",
            _ => Cells.Text(label),
        };

    /// <summary>"green"; empty for unspecified.</summary>
    public static string Word(Status status) => status == Status.Unspecified ? "" : status.ToString().ToLowerInvariant();
}
