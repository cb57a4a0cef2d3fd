using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>
/// The way to a field within an interaction: "channel", "labels.campaign", "purchase.amount",
/// "purchase.lines[0].product". Resolved once by the descriptor, so that every kind and every field works,
/// those of kinds to come included.
/// </summary>
internal sealed partial class FieldPath
{
    // The API's own bound on lines; a path beyond it is a slip of the finger.
    private const int MaxIndex = 199;

    private static readonly OneofDescriptor KindOneof = Interaction.Descriptor.Oneofs.Single(o => o.Name == "kind");

    private static readonly HashSet<string> Identity = ["customer", "source", "id", "revision", "occur_time"];

    private readonly List<Step> _steps = [];

    private FieldPath(string text) => Text = text;

    /// <summary>As in the mapping.</summary>
    public string Text { get; }

    /// <summary>The kind of interaction that has the field; absent for fields that all kinds have.</summary>
    public FieldDescriptor? Kind { get; private set; }

    /// <summary>The field at the end.</summary>
    public FieldDescriptor Leaf => _steps[^1].Field;

    /// <summary>The end is a list, filled from one text with a separator.</summary>
    public bool IsList => Leaf.IsRepeated && !Leaf.IsMap && _steps[^1].Index is null;

    /// <summary>The end is the currency of an amount, set after the amount itself.</summary>
    public bool IsCurrency => Leaf.ContainingType == Money.Descriptor;

    /// <summary>All kinds of interaction, by their names in a mapping.</summary>
    public static IReadOnlyList<FieldDescriptor> Kinds => (IReadOnlyList<FieldDescriptor>)KindOneof.Fields;

    /// <summary>Null, with a problem that reads after the path in quotes, if there is no such field.</summary>
    public static FieldPath? Parse(string text, out string problem)
    {
        var path = new FieldPath(text);
        var type = Interaction.Descriptor;
        var rest = text;
        while (true)
        {
            var match = Segment().Match(rest);
            if (!match.Success)
            {
                problem = "is no path; write field.field, or list[0].field";
                return null;
            }

            var name = match.Groups["name"].Value;
            var field = type.FindFieldByName(name);
            if (field is null || (path._steps.Count == 0 && Identity.Contains(name)))
            {
                problem = field is null
                    ? $"has no field '{name}' in {type.Name}{NearestName.Suggest(name, type.Fields.InDeclarationOrder().Select(f => f.Name))}"
                    : $"is set by the key '{name}' of the mapping itself";
                return null;
            }

            if (field.ContainingOneof == KindOneof)
                path.Kind = field;
            rest = rest[match.Length..];
            var index = match.Groups["index"];
            if (index.Success && (!field.IsRepeated || field.IsMap || !int.TryParse(index.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed > MaxIndex))
            {
                problem = field.IsRepeated && !field.IsMap ? $"has an index beyond {MaxIndex}" : $"has an index, but '{name}' is no list";
                return null;
            }

            var step = new Step(field, index.Success ? int.Parse(index.Value, CultureInfo.InvariantCulture) : null, null);
            if (field.IsMap)
            {
                // A key may itself hold dots: all that follows is the key.
                if (rest.Length < 2)
                {
                    problem = $"needs a key: {text}.KEY";
                    return null;
                }

                path._steps.Add(step with { MapKey = rest[1..] });
                problem = "";
                return path;
            }

            path._steps.Add(step);
            if (rest.Length == 0)
            {
                problem = path.EndProblem();
                return problem.Length == 0 ? path : null;
            }

            rest = rest[1..];
            if (field.FieldType != FieldType.Message || IsValue(field) || (field.IsRepeated && !index.Success))
            {
                // Within money the currency may come from a column of its own.
                if (field.MessageType == Money.Descriptor && !field.IsRepeated && rest == "currency_code")
                {
                    path._steps.Add(new Step(Money.Descriptor.FindFieldByName(rest), null, null));
                    problem = "";
                    return path;
                }

                problem = field.IsRepeated && field.FieldType == FieldType.Message ? $"needs an index: {name}[0]" : $"goes on behind '{name}', which has no fields";
                return null;
            }

            type = field.MessageType;
        }
    }

    /// <summary>
    /// Puts a value at the end, making what is missing on the way. False if another field of the same "one of" is
    /// already there.
    /// </summary>
    public bool Set(Interaction interaction, object value)
    {
        IMessage message = interaction;
        // A currency makes no amount: where the amount is missing, it has nothing to say.
        var create = !IsCurrency;
        for (var i = 0; i < _steps.Count - 1; i++)
        {
            if (Enter(message, _steps[i], create) is not { } inner)
                return true;
            message = inner;
        }

        var (field, index, key) = _steps[^1];
        if (key is not null)
        {
            ((IDictionary)field.Accessor.GetValue(message))[key] = value;
            return true;
        }

        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            if (index is { } at && at < list.Count)
                list[at] = value;
            else
                list.Add(value);
            return true;
        }

        if (field.RealContainingOneof is { } choice && choice.Accessor.GetCaseFieldDescriptor(message) is { } taken && taken != field)
            return false;
        field.Accessor.SetValue(message, value);
        return true;
    }

    private static IMessage? Enter(IMessage message, Step step, bool create)
    {
        if (step.Index is { } index)
        {
            var list = (IList)step.Field.Accessor.GetValue(message);
            if (list.Count <= index && !create)
                return null;
            while (list.Count <= index)
                list.Add(step.Field.MessageType.Parser.ParseFrom(ByteString.Empty));
            return (IMessage)list[index]!;
        }

        if (step.Field.Accessor.GetValue(message) is IMessage present)
            return present;
        if (!create)
            return null;
        var created = step.Field.MessageType.Parser.ParseFrom(ByteString.Empty);
        step.Field.Accessor.SetValue(message, created);
        return created;
    }

    private string EndProblem()
    {
        var leaf = Leaf;
        if (leaf.FieldType != FieldType.Message || IsValue(leaf))
            return "";
        var inner = leaf.MessageType.Fields.InDeclarationOrder().Select(f => f.Name).ToList();
        return inner.Count == 0
            ? "has no fields; name it as the kind instead"
            : $"is not one value; name a field of it: {Text}{(leaf.IsRepeated ? "[0]" : "")}.{{{string.Join(", ", inner)}}}";
    }

    // Messages that are written as one text.
    private static bool IsValue(FieldDescriptor field) => field.FieldType == FieldType.Message && !field.IsMap
        && (field.MessageType == Money.Descriptor || field.MessageType == Timestamp.Descriptor || field.MessageType == Duration.Descriptor);

    [GeneratedRegex(@"^(?<name>[a-z][a-z0-9_]*)(\[(?<index>[0-9]{1,4})\])?(?=\.|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Segment();

    private sealed record Step(FieldDescriptor Field, int? Index, string? MapKey);
}
