using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace KpiPlatform.Domain.Interactions;

/// <summary>
/// The way to a value within an interaction, as the contract names it: "channel", "source", "label:KEY", "attribute:KEY",
/// "purchase.amount", "purchase.lines.category". Immutable, thread-safe.
/// </summary>
/// <remarks>
/// <para>The fields of a kind are those of its record, found by their names in <see cref="FieldNames"/>; there is no list of them
/// here. A path through a list has as many values as the list has entries.</para>
/// <para>What describes a person and can be erased (comments, referrers, free text) is no field: a number must not change when
/// it is erased.</para>
/// </remarks>
public sealed class FieldPath
{
    /// <summary>Millionths in a whole, for <see cref="FieldType.Real"/>.</summary>
    public const long Millionths = 1_000_000;

    /// <summary>Greatest magnitude of a real number that is told apart; greater ones count as this.</summary>
    public const decimal MaxReal = 9_000_000_000_000m;

    private const string LabelPrefix = "label:";
    private const string AttributePrefix = "attribute:";
    private const string MinorSuffix = "Minor";

    /// <summary>Fields that stand with the personal part of an interaction.</summary>
    private static readonly FrozenSet<string> Personal = FrozenSet.Create(
        StringComparer.Ordinal, "customer_registered.referrer", "source_record.external_id", "survey_answered.comment", "mention.text", "observation.comment",
        "identity_linked.survivor", "identity_unlinked.survivor");

    private static readonly FrozenDictionary<InteractionKind, Type> Records = typeof(Facts).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Facts)) && !type.IsAbstract)
        .ToFrozenDictionary(type => ((Facts)RuntimeHelpers.GetUninitializedObject(type)).Kind);

    /// <summary>Paths of kinds, once found: reading them is compiled, and there are as many as the contract has fields.</summary>
    private static readonly ConcurrentDictionary<string, FieldPath> Found = new(StringComparer.Ordinal);

    private readonly Func<Interaction, IEnumerable<object?>> _read;

    private FieldPath(string text, InteractionKind kind, FieldType type, string? attribute, Func<Interaction, IEnumerable<object?>> read)
    {
        Text = text;
        Kind = kind;
        Type = type;
        Attribute = attribute;
        _read = read;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The kind that has the field; None for what all kinds have.</summary>
    public InteractionKind Kind { get; }

    /// <summary>What the field holds.</summary>
    public FieldType Type { get; }

    /// <summary>Key of the customer's attribute; null for fields of the interaction.</summary>
    public string? Attribute { get; }

    /// <summary>Whether it holds a number.</summary>
    public bool IsNumber => Type is FieldType.Whole or FieldType.Real or FieldType.Money or FieldType.Duration;

    /// <summary>Whether it passes through a list, so that it can have many values.</summary>
    public bool IsList { get; private init; }

    /// <summary>The texts that there are, where it is a choice; else empty.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>Finds the field of a text.</summary>
    /// <param name="text">The path.</param>
    /// <param name="problem">What is wrong, to be read after the path in quotes; empty if it was found.</param>
    /// <returns>The path, or null.</returns>
    public static FieldPath? Parse(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = string.Empty;
        switch (text)
        {
            case "channel":
                return new(text, InteractionKind.None, FieldType.Text, null, static interaction => [interaction.Channel]);
            case "source":
                return new(text, InteractionKind.None, FieldType.Text, null, static interaction => [interaction.Source]);
        }

        if (KeyOf(text, LabelPrefix) is { } label)
            return new(text, InteractionKind.None, FieldType.Text, null, interaction => interaction.Label(label) is { } value ? [value] : []);
        if (KeyOf(text, AttributePrefix) is { } attribute)
            return new(text, InteractionKind.None, FieldType.Text, attribute, static _ => []);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !InteractionKinds.TryParse(text[..dot], out var kind))
        {
            problem = "is no field: write channel, source, label:KEY, attribute:KEY or KIND.FIELD such as purchase.amount";
            return null;
        }

        if (Found.TryGetValue(text, out var found))
            return found;
        found = OfKind(text, kind, text[(dot + 1)..], out problem);
        if (found is not null)
            Found.TryAdd(text, found);
        return found;
    }

    /// <summary>Texts of the field; a flag is "true" or "false".</summary>
    /// <param name="interaction">The interaction.</param>
    /// <param name="attribute">Finds an attribute of the customer in force, or null.</param>
    public IEnumerable<string> Texts(Interaction interaction, Func<string, string?> attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (Attribute is not null)
            return attribute(Attribute) is { } value ? [value] : [];
        return _read(interaction).Select(TextOf);
    }

    /// <summary>Numbers of the field: minor units, millionths, milliseconds, or the number itself, by <see cref="Type"/>.</summary>
    public IEnumerable<long> Numbers(Interaction interaction) => _read(interaction).Select(NumberOf);

    /// <summary>Names of the fields of a kind that can be named in a path.</summary>
    public static IReadOnlyList<string> FieldsOf(InteractionKind kind) =>
        [.. FieldNames.NamesOf(kind)
            .Where(name => !Personal.Contains($"{InteractionKinds.NameOf(kind)}.{name}"))
            .SelectMany(name => Property(Records[kind], name) is not { } property ? [] : LineNames(name, property))];

    private static IEnumerable<string> LineNames(string name, PropertyInfo property) =>
        property.PropertyType == typeof(IReadOnlyList<OrderLine>) ? LineProperties().Select(line => $"{name}.{LineName(line)}") : TypeOf(property) is null ? [] : [name];

    private static FieldPath? OfKind(string text, InteractionKind kind, string name, out string problem)
    {
        problem = string.Empty;
        if (!FieldsOf(kind).Contains(name, StringComparer.Ordinal))
        {
            problem = Personal.Contains(text)
                ? "describes a person and may be erased, so no number can rest on it"
                : $"is no field of {InteractionKinds.NameOf(kind)} that a measure can read: there are {string.Join(", ", FieldsOf(kind))}";
            return null;
        }

        var record = Records[kind];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var lines = Getter<IReadOnlyList<OrderLine>>(record, Property(record, name[..dot])!);
            var line = LineProperties().Single(property => string.Equals(LineName(property), name[(dot + 1)..], StringComparison.Ordinal));
            var read = Getter<object>(typeof(OrderLine), line);
            return new(text, kind, TypeOf(line)!.Value, null, interaction => lines(interaction.Facts).SelectMany(one => Values(read(one)))) { IsList = true };
        }

        var property = Property(record, name)!;
        var get = Getter<object>(record, property);
        return new(text, kind, TypeOf(property)!.Value, null, interaction => Values(get(interaction.Facts))) 
        {
            IsList = property.PropertyType == typeof(IReadOnlyList<string>),
            Choices = property.PropertyType.IsEnum ? [.. Enum.GetNames(property.PropertyType).Select(Snake)] : [],
        };
    }

    /// <summary>The property behind a field: its name, but for what the names of types carry (Minor, Id, At, a duration's or time's).</summary>
    private static PropertyInfo? Property(Type record, string field) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(property => NamesOf(property).Contains(field, StringComparer.Ordinal));

    private static IEnumerable<string> NamesOf(PropertyInfo property)
    {
        var name = property.Name;
        if (name.EndsWith(MinorSuffix, StringComparison.Ordinal))
        {
            var plain = Snake(name[..^MinorSuffix.Length]);
            return [plain, $"{plain}_amount"];
        }

        if (property.PropertyType == typeof(TimeSpan))
            return [Snake(name), $"{Snake(name)}_duration"];
        return name.EndsWith("Id", StringComparison.Ordinal) ? [Snake(name), Snake(name[..^2])] : [Snake(name)];
    }

    private static IEnumerable<PropertyInfo> LineProperties() =>
        typeof(OrderLine).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name is not (nameof(OrderLine.UnitPrice) or nameof(OrderLine.SentUnitPrice)) && TypeOf(property) is not null);

    private static string LineName(PropertyInfo property) => NamesOf(property).First();

    private static FieldType? TypeOf(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (type == typeof(string) || type.IsEnum || type == typeof(IReadOnlyList<string>))
            return FieldType.Text;
        if (type == typeof(bool))
            return FieldType.Flag;
        if (type == typeof(TimeSpan))
            return FieldType.Duration;
        if (type == typeof(double) || type == typeof(decimal))
            return FieldType.Real;
        if (type == typeof(long) || type == typeof(int))
            return property.Name.EndsWith(MinorSuffix, StringComparison.Ordinal) ? FieldType.Money : FieldType.Whole;
        return null;
    }

    private static Func<object, T> Getter<T>(Type owner, PropertyInfo property)
    {
        var instance = Expression.Parameter(typeof(object));
        var read = Expression.Property(Expression.Convert(instance, owner), property);
        return Expression.Lambda<Func<object, T>>(Expression.Convert(read, typeof(T)), instance).Compile();
    }

    private static IEnumerable<object?> Values(object? value) => value is IReadOnlyList<string> list ? list : [value];

    private static string TextOf(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum choice => Snake(choice.ToString()),
        _ => throw new InvalidOperationException($"{value} is no text."),
    };

    private static long NumberOf(object? value) => value switch
    {
        long whole => whole,
        int whole => whole,
        TimeSpan span => span.Ticks / TimeSpan.TicksPerMillisecond,
        double real => (long)Math.Round(Math.Clamp(real, -(double)MaxReal, (double)MaxReal) * Millionths, MidpointRounding.AwayFromZero),
        decimal real => (long)Math.Round(Math.Clamp(real, -MaxReal, MaxReal) * Millionths, MidpointRounding.AwayFromZero),
        _ => throw new InvalidOperationException($"{value} is no number."),
    };

    private static string? KeyOf(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && text.Length > prefix.Length ? text[prefix.Length..] : null;

    /// <summary>"WrapUp" as "wrap_up".</summary>
    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
