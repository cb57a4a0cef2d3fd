namespace KpiPlatform.Cli.Output;

/// <summary>A column of a table for people.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Cell">The cell as Spectre markup; what comes from outside has gone through <see cref="Cells.Text"/>.</param>
/// <param name="AlignRight">For numbers.</param>
internal sealed record TableColumn<T>(string Title, Func<T, string> Cell, bool AlignRight = false);
