using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Output;

/// <summary>A status as symbol, word and colour: each alone is enough to tell.</summary>
internal static class StatusText
{
    /// <summary>Spectre markup such as "[green]● green[/]".</summary>
    public static string Markup(Status status) => status switch
    {
        Status.Green => "[green]● green[/]",
        Status.Yellow => "[yellow]▲ yellow[/]",
        Status.Red => "[red]■ red[/]",
        Status.Grey => "[grey]○ grey[/]",
        _ => Cells.None,
    };

    /// <summary>"green"; empty for unspecified.</summary>
    public static string Word(Status status) => status == Status.Unspecified ? "" : status.ToString().ToLowerInvariant();
}
