using System.Globalization;
using System.Text;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Cli.Yaml;
using NodaTime.Text;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>Reads a mapping file. Whatever is wrong is said with its line and column, before anything is sent.</summary>
internal sealed class ImportMappingReader(YamlSource yaml)
{
    private static readonly string[] Keys =
    [
        "delimiter", "header", "columns", "encoding", "source", "zone", "currency", "kind", "id", "customer", "revision",
        "occur_time", "decimal_separator", "group_separator", "fields", "constants",
    ];

    private static readonly string[] RuleKeys =
        ["field", "format", "formats", "decimal_separator", "group_separator", "values", "default", "skip_if_empty", "split", "unit"];

    private readonly Dictionary<string, YamlNode> _keys = [];
    private NumberText _numbers = NumberText.Plain;

    /// <summary>The mapping of a file.</summary>
    public static ImportMapping Read(YamlSource yaml) => new ImportMappingReader(yaml).Read();

    private ImportMapping Read()
    {
        Collect(yaml.Root, "mapping", Keys, _keys);
        _numbers = Numbers(_keys, NumberText.Plain);
        var rules = new List<ColumnRule>();
        if (_keys.TryGetValue("fields", out var fields))
            rules.AddRange(yaml.Entries(fields, "fields").Select(entry => Rule(entry.Key, entry.KeyNode, entry.Value)));
        if (_keys.TryGetValue("constants", out var constants))
            rules.AddRange(yaml.Entries(constants, "constants").Select(entry => Constant(entry.Key, entry.KeyNode, entry.Value)));
        var (occurTime, formats, timeOfDay) = OccurTime(Required("occur_time"));
        return new ImportMapping
        {
            Yaml = yaml,
            Delimiter = Delimiter(),
            Columns = Columns(),
            Encoding = Encoding(),
            Source = Spec(Required("source"), "source"),
            Zone = Optional("zone") is { } zone ? Located(zone, () => Zones.Find(yaml.Text(zone, "zone"))) : null,
            Currency = Optional("currency") is { } currency ? Spec(currency, "currency") : null,
            Kind = Kind(Required("kind")),
            Id = Spec(Required("id"), "id"),
            Customer = Optional("customer") is { } customer ? Spec(customer, "customer") : null,
            Revision = Optional("revision") is { } revision ? Spec(revision, "revision") : null,
            OccurTime = occurTime,
            OccurTimeFormats = formats,
            TimeOfDay = timeOfDay,
            Rules = rules,
        };
    }

    private void Collect(YamlNode node, string what, IReadOnlyList<string> known, Dictionary<string, YamlNode> into)
    {
        foreach (var (key, keyNode, value) in yaml.Entries(node, what))
        {
            if (!known.Contains(key))
                throw yaml.Error(keyNode, $"unknown key '{key}'{NearestName.Suggest(key, known)} Known: {string.Join(", ", known)}");
            into[key] = value;
        }
    }

    private YamlNode Required(string key) =>
        Optional(key) ?? throw yaml.Error(yaml.Root, $"the key '{key}' is missing");

    private YamlNode? Optional(string key) => _keys.TryGetValue(key, out var node) && !YamlSource.IsNull(node) ? node : null;

    // Complaints that do not know their place get it here.
    private T Located<T>(YamlNode node, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CliException error)
        {
            throw yaml.Error(node, error.Message);
        }
    }

    // A text is a template; {column: x} is the same as "{x}".
    private ImportMapping.TemplateSpec Spec(YamlNode node, string key)
    {
        if (node is not YamlMappingNode)
            return new(yaml.Text(node, key), node);
        var parts = new Dictionary<string, YamlNode>();
        Collect(node, key, ["column"], parts);
        return parts.TryGetValue("column", out var column)
            ? new("{" + yaml.Text(column, "column") + "}", column)
            : throw yaml.Error(node, $"'{key}' needs a 'column', or is a text such as \"{{column}}\"");
    }

    private char Delimiter()
    {
        if (Optional("delimiter") is not { } node)
            return ',';
        var text = yaml.Text(node, "delimiter");
        return text switch
        {
            "tab" or "\\t" => '\t',
            [not '"' and not '\n' and not '\r' and var one] => one,
            _ => throw yaml.Error(node, "'delimiter' is one character, or tab"),
        };
    }

    private List<string>? Columns()
    {
        var header = Optional("header") is not { } flag || Flag(flag, "header");
        if (Optional("columns") is not { } node)
            return header ? null : throw yaml.Error(yaml.Root, "without a header, 'columns' must list the names of the columns");
        if (header)
            throw yaml.Error(node, "'columns' is for files without a header; write 'header: false' as well");
        var names = Items(node, "columns");
        return names.Distinct().Count() == names.Count ? names : throw yaml.Error(node, "'columns' names one column twice");
    }

    private Encoding Encoding()
    {
        if (Optional("encoding") is not { } node)
            return System.Text.Encoding.UTF8;
        var name = yaml.Text(node, "encoding");
        System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            var encoding = System.Text.Encoding.GetEncoding(name);
            // Lines are split before they are decoded.
            if (encoding.GetBytes("\n") is not [(byte)'\n'])
                throw yaml.Error(node, $"'{name}' files cannot be read; save the file as utf-8");
            return encoding;
        }
        catch (ArgumentException)
        {
            throw yaml.Error(node, $"'{name}' is no encoding; names are like utf-8, iso-8859-1, windows-1252");
        }
    }

    private ColumnRule Kind(YamlNode node)
    {
        var names = FieldPath.Kinds.Select(k => k.Name).ToList();
        if (node is not YamlMappingNode)
        {
            CheckKind(yaml.Text(node, "kind"), node, names);
            return new ColumnRule { Node = node, Paths = [], Default = yaml.Text(node, "kind") };
        }

        var parts = new Dictionary<string, YamlNode>();
        Collect(node, "kind", ["column", "values"], parts);
        if (!parts.TryGetValue("column", out var column))
            throw yaml.Error(node, "'kind' needs a 'column', or is the name of a kind");
        var values = parts.TryGetValue("values", out var map) ? Values(map) : null;
        foreach (var (_, _, value) in map is null ? [] : yaml.Entries(map, "values"))
            CheckKind(yaml.Text(value, "values"), value, names);
        return new ColumnRule { Column = yaml.Text(column, "column"), Node = column, Paths = [], Values = values };
    }

    private void CheckKind(string name, YamlNode node, List<string> names)
    {
        if (!names.Contains(name))
            throw yaml.Error(node, $"'{name}' is no kind of interaction{NearestName.Suggest(name, names)} Kinds: {string.Join(", ", names)}");
    }

    private (ImportMapping.TemplateSpec Spec, IReadOnlyList<string> Formats, NodaTime.LocalTime TimeOfDay) OccurTime(YamlNode node)
    {
        if (node is not YamlMappingNode)
            return (Spec(node, "occur_time"), [], NodaTime.LocalTime.Midnight);
        var parts = new Dictionary<string, YamlNode>();
        Collect(node, "occur_time", ["column", "value", "format", "formats", "time_of_day"], parts);
        ImportMapping.TemplateSpec spec;
        if (parts.TryGetValue("column", out var column))
            spec = new("{" + yaml.Text(column, "column") + "}", column);
        else if (parts.TryGetValue("value", out var value))
            spec = new(yaml.Text(value, "value"), value);
        else
            throw yaml.Error(node, "'occur_time' needs a 'column', or a 'value' such as \"{date} {time}\"");

        var timeOfDay = NodaTime.LocalTime.Midnight;
        if (parts.TryGetValue("time_of_day", out var time))
        {
            var parsed = LocalTimePattern.CreateWithInvariantCulture("HH':'mm").Parse(yaml.Text(time, "time_of_day"));
            timeOfDay = parsed.Success ? parsed.Value : throw yaml.Error(time, "'time_of_day' is a time such as \"12:00\", in quotes");
        }

        return (spec, Formats(parts), timeOfDay);
    }

    private ColumnRule Rule(string column, YamlNode keyNode, YamlNode node)
    {
        if (node is not YamlMappingNode)
            return Checked(new ColumnRule { Column = column, Node = keyNode, Paths = Paths(node), Numbers = _numbers });
        var parts = new Dictionary<string, YamlNode>();
        Collect(node, column, RuleKeys, parts);
        if (!parts.TryGetValue("field", out var field))
            throw yaml.Error(node, $"column '{column}' needs a 'field'");
        return Checked(new ColumnRule
        {
            Column = column,
            Node = keyNode,
            Paths = Paths(field),
            Numbers = Numbers(parts, _numbers),
            Formats = Formats(parts),
            Unit = Unit(parts),
            Values = parts.TryGetValue("values", out var values) ? Values(values) : null,
            Default = parts.TryGetValue("default", out var fallback) ? yaml.Text(fallback, "default") : null,
            SkipIfEmpty = parts.TryGetValue("skip_if_empty", out var skip) && Flag(skip, "skip_if_empty"),
            Split = parts.TryGetValue("split", out var split) ? yaml.Text(split, "split") : null,
        });
    }

    private ColumnRule Constant(string path, YamlNode keyNode, YamlNode node) =>
        Checked(new ColumnRule { Node = keyNode, Paths = [Path(path, keyNode)], Default = yaml.Text(node, path) });

    private ColumnRule Checked(ColumnRule rule)
    {
        if (rule.Split is null && rule.Paths.FirstOrDefault(p => p.IsList) is { } list && rule.Column is not null)
            throw yaml.Error(rule.Node, $"'{list.Text}' is a list; say with 'split' what separates its items");
        if (rule.Split is not null && rule.Paths.FirstOrDefault(p => !p.IsList) is { } single)
            throw yaml.Error(rule.Node, $"'{single.Text}' is no list, so there is nothing to 'split'");
        return rule;
    }

    private List<FieldPath> Paths(YamlNode node) => node is YamlSequenceNode list
        ? [.. list.Children.Select(item => Path(yaml.Text(item, "field"), item))]
        : [Path(yaml.Text(node, "field"), node)];

    private FieldPath Path(string text, YamlNode node) =>
        FieldPath.Parse(text, out var problem) ?? throw yaml.Error(node, $"'{text}' {problem}");

    private List<string> Formats(Dictionary<string, YamlNode> parts)
    {
        if (!parts.TryGetValue("formats", out var node) && !parts.TryGetValue("format", out node))
            return [];
        var formats = Items(node, "formats");
        foreach (var format in formats)
        {
            if (format is not (TimeText.Iso or TimeText.Unix or TimeText.UnixMilliseconds) && !format.Any(c => c is 'd' or 'y' or 'M'))
                throw yaml.Error(node, $"'{format}' is no format; write iso, unix, unix_ms or a pattern such as yyyy-MM-dd HH:mm");
        }

        return formats;
    }

    private NumberText Numbers(Dictionary<string, YamlNode> parts, NumberText otherwise)
    {
        var point = otherwise.DecimalSeparator;
        var group = otherwise.GroupSeparator;
        if (parts.TryGetValue("decimal_separator", out var node))
            point = Separator(node, "decimal_separator");
        if (parts.TryGetValue("group_separator", out var groupNode))
            group = Separator(groupNode, "group_separator");
        if (point == group)
            throw yaml.Error(groupNode ?? node ?? yaml.Root, "decimal and group separator are the same");
        return new NumberText(point, group);
    }

    private char Separator(YamlNode node, string key) => yaml.Text(node, key) is [var one] && !char.IsAsciiDigit(one) && one != '-'
        ? one
        : throw yaml.Error(node, $"'{key}' is one character that is no digit");

    private TimeSpan Unit(Dictionary<string, YamlNode> parts)
    {
        if (!parts.TryGetValue("unit", out var node))
            return TimeSpan.FromSeconds(1);
        return DurationText.Units.TryGetValue(yaml.Text(node, "unit"), out var unit)
            ? unit
            : throw yaml.Error(node, $"'unit' is one of {string.Join(", ", DurationText.Units.Keys)}");
    }

    private Dictionary<string, string> Values(YamlNode node) =>
        yaml.Entries(node, "values").ToDictionary(entry => entry.Key, entry => yaml.Text(entry.Value, entry.Key), StringComparer.OrdinalIgnoreCase);

    private bool Flag(YamlNode node, string key) => yaml.Text(node, key).ToLower(CultureInfo.InvariantCulture) switch
    {
        "true" or "yes" => true,
        "false" or "no" => false,
        _ => throw yaml.Error(node, $"'{key}' is true or false"),
    };

    private List<string> Items(YamlNode node, string key) => node is YamlSequenceNode list
        ? [.. list.Children.Select(item => yaml.Text(item, key))]
        : [yaml.Text(node, key)];
}
