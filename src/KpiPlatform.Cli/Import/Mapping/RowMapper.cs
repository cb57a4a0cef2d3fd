using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using NodaTime;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>A mapping bound to the columns of a file: makes one interaction of one record.</summary>
internal sealed class RowMapper
{
    private const string AllOthers = "*";

    private readonly ImportMapping _mapping;
    private readonly IReadOnlyDictionary<string, int> _columns;
    private readonly int _columnCount;
    private readonly Template _source;
    private readonly Template _id;
    private readonly Template? _customer;
    private readonly Template? _revision;
    private readonly Template? _currency;
    private readonly Template _occurTime;
    private readonly TimeText _occurTimes;
    private readonly IReadOnlyList<(ColumnRule Rule, int? Column, FieldPath Path, TimeText Times)> _setters;

    /// <summary>Fails, as a usage error in the mapping, on a column that the file does not have.</summary>
    /// <param name="mapping">Of the rows.</param>
    /// <param name="columns">Headings in order.</param>
    /// <param name="tenantZone">For local times, where the mapping names no zone.</param>
    public RowMapper(ImportMapping mapping, IReadOnlyList<string> columns, DateTimeZone tenantZone)
    {
        _mapping = mapping;
        _columnCount = columns.Count;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!index.TryAdd(columns[i].Trim(), i) && columns[i].Trim().Length > 0)
                throw CliException.Usage($"the file has two columns '{TextSafety.OneLine(columns[i].Trim())}'");
        }

        _columns = index;
        var zone = mapping.Zone ?? tenantZone;
        _source = Bind(mapping.Source);
        _id = Bind(mapping.Id);
        _customer = mapping.Customer is { } customer ? Bind(customer) : null;
        _revision = mapping.Revision is { } revision ? Bind(revision) : null;
        _currency = mapping.Currency is { } currency ? Bind(currency) : null;
        _occurTime = Bind(mapping.OccurTime);
        _occurTimes = new TimeText(mapping.OccurTimeFormats, zone, mapping.TimeOfDay);
        if (mapping.Kind.Column is { } kindColumn)
            Column(kindColumn, mapping.Kind.Node);
        CheckKinds();
        // Currencies last: they complete amounts.
        _setters = [.. mapping.Rules
            .SelectMany(rule => rule.Paths.Select(path => (
                rule,
                rule.Column is { } name ? Column(name, rule.Node) : (int?)null,
                path,
                new TimeText(rule.Formats, zone, LocalTime.Midnight))))
            .OrderBy(setter => setter.path.IsCurrency)];
    }

    /// <summary>Never throws on what stands in the record.</summary>
    public ImportLine Map(CsvRecord record)
    {
        var interaction = new Interaction();
        var problem = record.Problem ?? Fill(record, interaction);
        return new ImportLine(record.Line, record.EndOffset, problem is null ? interaction : null, problem);
    }

    private LineProblem? Fill(CsvRecord record, Interaction interaction)
    {
        if (record.Fields.Count != _columnCount)
            return new LineProblem("", "COLUMN_COUNT", $"{record.Fields.Count} columns; the file has {_columnCount}");
        interaction.Source = _source.Render(record);
        interaction.Id = _id.Render(record);
        interaction.Customer = _customer?.Render(record) ?? "";
        if (interaction.Id.Length == 0)
            return new LineProblem("id", "REQUIRED", "empty; every line needs an id, so that it is counted once");
        if (_revision?.Render(record) is { Length: > 0 } revision)
        {
            if (!int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return new LineProblem("revision", "BAD_NUMBER", $"'{Short(revision)}' is no whole number from 0");
            interaction.Revision = number;
        }

        var time = _occurTime.Render(record);
        interaction.OccurTime = _occurTimes.Parse(time);
        if (interaction.OccurTime is null)
            return new LineProblem("occur_time", "BAD_TIME", $"'{Short(time)}' is no time of the format {_occurTimes.Expected}");
        return SetKind(record, interaction, out var kind) ?? SetFields(record, interaction, kind!);
    }

    private LineProblem? SetKind(CsvRecord record, Interaction interaction, out FieldDescriptor? kind)
    {
        var rule = _mapping.Kind;
        var text = rule.Default ?? record.Fields[_columns[rule.Column!]].Trim();
        var name = Translate(rule, text);
        kind = name is null ? null : FieldPath.Kinds.FirstOrDefault(k => k.Name == name);
        if (kind is null)
            return new LineProblem(rule.Column ?? "kind", "UNKNOWN_KIND", $"'{Short(text)}' stands for no kind of interaction; add it to the values of 'kind'");
        // Some kinds have no fields at all, so the kind is set before and without any.
        kind.Accessor.SetValue(interaction, kind.MessageType.Parser.ParseFrom(ByteString.Empty));
        return null;
    }

    private LineProblem? SetFields(CsvRecord record, Interaction interaction, FieldDescriptor kind)
    {
        var currency = _currency?.Render(record) ?? "";
        foreach (var (rule, column, path, times) in _setters)
        {
            if (path.Kind is not null && path.Kind != kind)
                continue;
            var text = column is { } at ? record.Fields[at].Trim() : "";
            if (text.Length == 0)
                text = rule.Default ?? "";
            if (text.Length == 0 && (rule.SkipIfEmpty || path.IsList || path.Leaf.IsMap || path.Leaf.FieldType == FieldType.String))
                continue;
            var name = rule.Column ?? path.Text;
            if (text.Length == 0)
                return new LineProblem(name, "EMPTY", $"no value for {path.Text}; give a 'default' or 'skip_if_empty: true' if that is right");
            if (Translate(rule, text) is not { } translated)
                return new LineProblem(name, "UNKNOWN_VALUE", $"'{Short(text)}' is not among the 'values' of the column");
            if (Apply(interaction, rule, path, translated, currency, times) is { } problem)
                return problem with { Field = name };
        }

        return null;
    }

    private static LineProblem? Apply(Interaction interaction, ColumnRule rule, FieldPath path, string text, string currency, TimeText times)
    {
        var items = path.IsList && rule.Split is { Length: > 0 } separator
            ? text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [text];
        foreach (var item in items)
        {
            if (Convert(path, rule, item, currency, times, out var problem) is not { } value)
                return new LineProblem("", "BAD_VALUE", $"{path.Text} {problem}; '{Short(item)}' is not");
            if (!path.Set(interaction, value))
                return new LineProblem("", "TWO_OF_ONE", $"{path.Text}: another field of the same choice is already set");
        }

        return null;
    }

    private static object? Convert(FieldPath path, ColumnRule rule, string text, string currency, TimeText times, out string problem)
    {
        problem = "";
        var leaf = path.Leaf;
        if (leaf.IsMap)
            return text;
        switch (leaf.FieldType)
        {
            case FieldType.Message when leaf.MessageType == Money.Descriptor:
                problem = $"is an amount such as 12{rule.Numbers.DecimalSeparator}50";
                return rule.Numbers.Decimal(text) is { } amount ? MoneyText.Create(amount, currency) : null;
            case FieldType.Message when leaf.MessageType == Timestamp.Descriptor:
                problem = $"is a time of the format {times.Expected}";
                return times.Parse(text);
            case FieldType.Message:
                problem = "is a duration: a number, or h:mm:ss";
                return DurationText.Parse(text, rule.Numbers, rule.Unit);
            case FieldType.Double:
                problem = "is a number";
                return rule.Numbers.Double(text);
            case FieldType.Int64:
                problem = "is a whole number";
                return rule.Numbers.Int64(text);
            case FieldType.Int32:
                problem = "is a whole number";
                return rule.Numbers.Int64(text) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;
            default:
                if (ScalarText.TryParse(leaf, text, out var value, out var reason))
                    return value;
                problem = reason[..Math.Max(0, reason.LastIndexOf("; '", StringComparison.Ordinal))];
                return null;
        }
    }

    private static string? Translate(ColumnRule rule, string text)
    {
        if (rule.Values is not { } values)
            return text;
        return values.TryGetValue(text, out var value) || values.TryGetValue(AllOthers, out value) ? value : null;
    }

    private Template Bind(ImportMapping.TemplateSpec spec) =>
        Template.Parse(spec.Text, _columns, out var problem) ?? throw _mapping.Error(spec.Node, $"'{spec.Text}' {problem}");

    private int Column(string name, YamlNode node) => _columns.TryGetValue(name, out var index)
        ? index
        : throw _mapping.Error(node, $"the file has no column '{name}'{NearestName.Suggest(name, _columns.Keys)} Columns: {string.Join(", ", _columns.Keys.Select(TextSafety.OneLine))}");

    // A field of a kind that no row can have is a slip that would silently lose data.
    private void CheckKinds()
    {
        var rule = _mapping.Kind;
        var possible = rule.Default is { } only ? [only] : rule.Values?.Values.ToList();
        if (possible is null)
            return;
        foreach (var field in _mapping.Rules)
        {
            if (field.Paths.FirstOrDefault(p => p.Kind is { } kind && !possible.Contains(kind.Name)) is { } path)
                throw _mapping.Error(field.Node, $"'{path.Text}' is of another kind than the rows: {string.Join(", ", possible.Distinct())}");
        }
    }

    private static string Short(string text)
    {
        const int MaxShown = 60;
        var line = TextSafety.OneLine(text);
        return line.Length <= MaxShown ? line : line[..MaxShown] + "…";
    }
}
