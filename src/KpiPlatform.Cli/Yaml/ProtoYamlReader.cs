using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Wording;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Yaml;

/// <summary>
/// Reads a message from YAML by its descriptor: keys are the fields' names as in the .proto (snake_case; camelCase is
/// taken too), enum values their short names. What the descriptor does not have is an error at its line and column.
/// </summary>
internal sealed class ProtoYamlReader(YamlSource source, IReadOnlySet<string> outputOnly)
{
    /// <summary>Fills <paramref name="message"/> from the keys of <paramref name="node"/>, without those in <paramref name="skip"/>.</summary>
    public void Read(YamlNode node, IMessage message, params IReadOnlyList<string> skip)
    {
        var seen = new HashSet<int>();
        foreach (var (key, keyNode, value) in source.Entries(node, message.Descriptor.Name))
        {
            if (skip.Contains(key))
                continue;
            var field = Find(message.Descriptor, key);
            if (field is null)
            {
                var known = Known(message.Descriptor).Concat(skip).ToList();
                throw source.Error(keyNode, $"unknown key '{key}'{NearestName.Suggest(key, known)} Known: {string.Join(", ", known)}");
            }

            if (!seen.Add(field.FieldNumber))
                throw source.Error(keyNode, $"'{key}' is given twice");
            if (!YamlSource.IsNull(value))
                Set(message, field, key, value);
        }
    }

    private IEnumerable<string> Known(MessageDescriptor type) =>
        type.Fields.InDeclarationOrder().Select(f => f.Name).Where(name => !outputOnly.Contains(name));

    private FieldDescriptor? Find(MessageDescriptor type, string key) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(f => (f.Name == key || f.JsonName == key) && !outputOnly.Contains(f.Name));

    private void Set(IMessage message, FieldDescriptor field, string key, YamlNode value)
    {
        if (field.IsMap)
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            foreach (var (entry, _, text) in source.Entries(value, key))
                map[entry] = source.Text(text, entry);
        }
        else if (field.IsRepeated)
        {
            if (value is not YamlSequenceNode sequence)
                throw source.Error(value, $"'{key}' is a list");
            var list = (IList)field.Accessor.GetValue(message);
            foreach (var item in sequence.Children)
                list.Add(Value(field, key, item));
        }
        else
        {
            field.Accessor.SetValue(message, Value(field, key, value));
        }
    }

    /// <summary>Whole seconds, minutes, hours or days: 30s, 5m, 2h, 7d.</summary>
    private Duration Span(string key, YamlNode node)
    {
        var text = source.Text(node, key);
        var unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new Duration { Seconds = (long)count * unit }
            : throw source.Error(node, $"'{key}' is a duration: write 30s, 5m, 2h or 7d");
    }

    private object Value(FieldDescriptor field, string key, YamlNode node)
    {
        if (field.FieldType == FieldType.Message && field.MessageType == Duration.Descriptor && node is YamlScalarNode)
            return Span(key, node);
        if (field.FieldType == FieldType.Message)
        {
            var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            Read(node, message);
            return message;
        }

        return ScalarText.TryParse(field, source.Text(node, key), out var value, out var problem)
            ? value
            : throw source.Error(node, $"'{key}' {problem}");
    }
}
