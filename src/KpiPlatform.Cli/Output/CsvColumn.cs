namespace KpiPlatform.Cli.Output;

/// <summary>A column of a CSV file.</summary>
/// <param name="Name">snake_case heading.</param>
/// <param name="Cell">Text as <see cref="string"/>, anything else as its type (numbers stay numbers); null: an empty cell.</param>
internal sealed record CsvColumn<T>(string Name, Func<T, object?> Cell);
