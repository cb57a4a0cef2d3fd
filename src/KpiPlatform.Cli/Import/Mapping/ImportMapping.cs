using System.Text;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Yaml;
using NodaTime;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>
/// A mapping file: how rows of a CSV file become interactions, one each. Several rows are never merged into one order.
/// </summary>
internal sealed record ImportMapping
{
    /// <summary>The file itself, for complaints that are only possible once the columns are known.</summary>
    public required YamlSource Yaml { get; init; }

    /// <summary>Between fields. Default ",".</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Names of the columns; absent: the first record of the file names them.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Default UTF-8.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>Name of the system that the rows come from.</summary>
    public required TemplateSpec Source { get; init; }

    /// <summary>Of local times; absent: the tenant's.</summary>
    public DateTimeZone? Zone { get; init; }

    /// <summary>Of amounts; absent: the tenant's.</summary>
    public TemplateSpec? Currency { get; init; }

    /// <summary>Kind of every row, or the column that says it with what its values stand for.</summary>
    public required ColumnRule Kind { get; init; }

    /// <summary>Identity of a row within the source.</summary>
    public required TemplateSpec Id { get; init; }

    /// <summary>Absent only for facts of the tenant itself.</summary>
    public TemplateSpec? Customer { get; init; }

    /// <summary>Absent: 0.</summary>
    public TemplateSpec? Revision { get; init; }

    /// <summary>When it happened.</summary>
    public required TemplateSpec OccurTime { get; init; }

    /// <summary>Formats of <see cref="OccurTime"/>.</summary>
    public IReadOnlyList<string> OccurTimeFormats { get; init; } = [];

    /// <summary>Time of day for dates without one. Default midnight.</summary>
    public LocalTime TimeOfDay { get; init; } = LocalTime.Midnight;

    /// <summary>Columns and constants.</summary>
    public required IReadOnlyList<ColumnRule> Rules { get; init; }

    /// <summary>A complaint about the mapping.</summary>
    public CliException Error(YamlNode node, string message) => Yaml.Error(node, message);

    /// <summary>A template before the columns are known.</summary>
    internal sealed record TemplateSpec(string Text, YamlNode Node);
}
