using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>What becomes of one column, or of one constant.</summary>
internal sealed record ColumnRule
{
    /// <summary>Heading of the column; absent for a constant.</summary>
    public string? Column { get; init; }

    /// <summary>Where it stands in the mapping, for complaints.</summary>
    public required YamlNode Node { get; init; }

    /// <summary>Fields that the value goes to: of a row, those that its kind has.</summary>
    public required IReadOnlyList<FieldPath> Paths { get; init; }

    /// <summary>How numbers are written.</summary>
    public NumberText Numbers { get; init; } = NumberText.Plain;

    /// <summary>Formats of times, as in <see cref="TimeText"/>.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Unit of durations given as plain numbers. Default: seconds.</summary>
    public TimeSpan Unit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What stands for what; "*" for all others. Absent: values are taken as they are.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Taken for an empty cell.</summary>
    public string? Default { get; init; }

    /// <summary>An empty cell leaves the field unset, also where it is a number or a time. Text is always so.</summary>
    public bool SkipIfEmpty { get; init; }

    /// <summary>Separator of the items of a list.</summary>
    public string? Split { get; init; }
}
