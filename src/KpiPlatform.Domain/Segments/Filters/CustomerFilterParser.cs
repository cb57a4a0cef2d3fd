using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using NodaTime.Text;

namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>
/// Reads filters of customers. Conditions are <c>field operator value</c>, <c>field IN [value, …]</c> or <c>field PRESENT</c>, joined by NOT,
/// AND, OR, of which the first bind closest, and parentheses. Values are numbers, in whole units of money, or texts in double quotes, in
/// which a backslash takes the next character as it is; a text of customer_id or an attribute that ends with "*" is a prefix. Errors say at
/// which character, counted from 1, what was expected.
/// </summary>
public sealed class CustomerFilterParser
{
    /// <summary>Most conditions.</summary>
    public const int MaxConditions = 64;

    /// <summary>Longest filter, in characters.</summary>
    public const int MaxLength = 2_048;

    /// <summary>Deepest nesting of parentheses and NOT.</summary>
    public const int MaxDepth = 16;

    private const string Attribute = "attribute:";
    private const string Dimension = "dimension:";
    private const string Label = "label:";
    private const string Indicator = "indicator:";
    private const string Other = "other";
    private const double MicrosPerTick = 0.1;
    private readonly string _text;
    private readonly FilterVocabulary _vocabulary;
    private int _at;
    private int _conditions;
    private int _depth;

    private CustomerFilterParser(string text, FilterVocabulary vocabulary)
    {
        _text = text;
        _vocabulary = vocabulary;
    }

    /// <summary>The filter of a text; everybody for an empty one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vocabulary">What it may name.</param>
    /// <exception cref="DomainException">INVALID_FILTER.</exception>
    public static CustomerFilter Parse(string text, FilterVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var parser = new CustomerFilterParser(text, vocabulary);
        if (text.Length > MaxLength)
            throw parser.Invalid($"The filter has {text.Length} characters, more than {MaxLength}.");
        parser.SkipSpace();
        if (parser.AtEnd)
            return CustomerFilter.Everybody;
        var filter = parser.AnyOf();
        return parser.AtEnd ? filter : throw parser.Expected(parser._at, "AND, OR or the end");
    }

    private CustomerFilter AnyOf()
    {
        var parts = new List<CustomerFilter> { AllOf() };
        while (TryTake("OR"))
            parts.Add(AllOf());
        return parts.Count == 1 ? parts[0] : new AnyOfFilter(parts);
    }

    private CustomerFilter AllOf()
    {
        var parts = new List<CustomerFilter> { Part() };
        while (TryTake("AND"))
            parts.Add(Part());
        return parts.Count == 1 ? parts[0] : new AllOfFilter(parts);
    }

    private CustomerFilter Part()
    {
        SkipSpace();
        if (++_depth > MaxDepth)
            throw Invalid($"The filter is nested deeper than {MaxDepth} levels.");
        try
        {
            if (TryTake("NOT"))
                return new NotFilter(Part());
            if (AtEnd || _text[_at] != '(')
                return Condition();
            _at++;
            var filter = AnyOf();
            if (AtEnd || _text[_at] != ')')
                throw Expected(_at, "AND, OR or \")\"");
            _at++;
            SkipSpace();
            return filter;
        }
        finally
        {
            _depth--;
        }
    }

    private CustomerFilter Condition()
    {
        SkipSpace();
        if (++_conditions > MaxConditions)
            throw Invalid($"The filter has more than {MaxConditions} conditions.");
        var at = _at;
        var name = Name();
        SkipSpace();
        var filter = name switch
        {
            "segment" => Segment(),
            _ when name.StartsWith(Dimension, StringComparison.Ordinal) => DimensionOf(name[Dimension.Length..], at),
            _ when name.StartsWith(Attribute, StringComparison.Ordinal) => Values(AttributeOf(name[Attribute.Length..], at)),
            _ when name.StartsWith(Label, StringComparison.Ordinal) => throw Invalid(
                $"Character {at + 1} of the filter: a label belongs to an interaction, not to a customer. Declare a dimension on an attribute, or filter by attribute:KEY."),
            _ when name.StartsWith(Indicator, StringComparison.Ordinal) => Values(IndicatorOf(name[Indicator.Length..], at)),
            _ when CustomerFields.Find(name) is { } field => Values(new(field, Comparison.Equal, 0, Text: null)),
            _ when _vocabulary.IsIndicator(name) => Values(IndicatorOf(name, at)),
            _ => throw Expected(at, $"a field: {CustomerFields.Names}"),
        };
        SkipSpace();
        return filter;
    }

    private CustomerCondition AttributeOf(string key, int at) =>
        key.Length > 0 ? new(CustomerField.Attribute, Comparison.Equal, 0, Text: null) { Key = key } : throw Expected(at, "an attribute's key behind \"attribute:\", such as attribute:plan or attribute:\"my plan\"");

    private CustomerCondition IndicatorOf(string id, int at) =>
        _vocabulary.IsIndicator(id)
            ? new(CustomerField.Indicator, Comparison.Equal, 0, Text: null) { Key = id }
            : throw Expected(at, "an indicator behind \"indicator:\" that the tenant has; segments look at customers' fields only, since an indicator needs a period");

    /// <summary>The comparison and what is compared with, of a field.</summary>
    private CustomerFilter Values(CustomerCondition wanted)
    {
        if (TryTake("PRESENT"))
            return new ConditionFilter(wanted with { Comparison = Comparison.Present });
        var isNegated = TryTake("NOT");
        if (TryTake("IN"))
            return List(wanted, isNegated);
        if (isNegated)
            throw Expected(_at, "IN behind NOT");
        var operatorAt = _at;
        var comparison = Operator(wanted.Field);
        SkipSpace();
        return new ConditionFilter(Value(wanted with { Comparison = comparison }, operatorAt));
    }

    private CustomerFilter List(CustomerCondition wanted, bool isNegated)
    {
        SkipSpace();
        if (AtEnd || _text[_at] != '[')
            throw Expected(_at, "a list such as [1, 2] or [\"a\", \"b\"]");
        var parts = new List<CustomerFilter>();
        do
        {
            _at++;
            SkipSpace();
            if (++_conditions > MaxConditions)
                throw Invalid($"The filter has more than {MaxConditions} conditions.");
            parts.Add(new ConditionFilter(Value(wanted, _at)));
            SkipSpace();
        }
        while (!AtEnd && _text[_at] == ',');
        if (AtEnd || _text[_at] != ']')
            throw Expected(_at, "\",\" or \"]\"");
        _at++;
        CustomerFilter list = new AnyOfFilter(parts);
        return isNegated ? new NotFilter(list) : list;
    }

    private CustomerCondition Value(CustomerCondition wanted, int operatorAt)
    {
        switch (wanted.Field)
        {
            case CustomerField.CustomerId:
                return Text(wanted, "a customer's id in double quotes, such as \"c-1\" or, for a prefix, \"c-*\"", operatorAt);
            case CustomerField.Lifecycle:
                return wanted with { Number = Stage() };
            case CustomerField.InBase:
                return wanted with { Number = Flag() };
            case CustomerField.Attribute when AtEnd || _text[_at] == '"':
                return wanted.Comparison is Comparison.Equal or Comparison.NotEqual
                    ? Text(wanted, "a number, or a text in double quotes", operatorAt)
                    : wanted with { Number = Time("a number, or a date or time in double quotes, such as \"2026-01-01\"", allowsDate: true), IsTime = true };
            default:
                return wanted with { Number = CustomerFields.IsTime(wanted.Field) ? Time("a time in double quotes, such as \"2026-01-01T00:00:00Z\"", allowsDate: false) : Number(wanted.Field) };
        }
    }

    private CustomerFilter Segment()
    {
        var isNegated = Operator(CustomerField.CustomerId) == Comparison.NotEqual;
        SkipSpace();
        var at = _at;
        var (id, _) = Text("a segment's id in double quotes");
        var found = _vocabulary.Settings.Segments.FirstOrDefault(segment => string.Equals(segment.Id, id, StringComparison.Ordinal))
            ?? throw Expected(at, _vocabulary.Settings.Segments.Count == 0 ? "a segment of the tenant, which has none" : $"a segment of the tenant: {string.Join(", ", _vocabulary.Settings.Segments.Select(segment => segment.Id))}");
        if (_vocabulary.Within.Contains(id, StringComparer.Ordinal))
            throw Invalid($"Character {at + 1} of the filter: the segment would be made of itself, by way of {string.Join(", ", _vocabulary.Within.Append(id))}.");
        var filter = Parse(found.Filter, _vocabulary with { Within = [.. _vocabulary.Within, id], IsIndicator = static _ => false });
        return isNegated ? new NotFilter(filter) : filter;
    }

    /// <summary>A declared dimension on an attribute: its value, or "other" for what is not declared.</summary>
    private CustomerFilter DimensionOf(string id, int at)
    {
        const string Source = "attribute:";
        var dimension = _vocabulary.Settings.Dimensions.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.Ordinal))
            ?? throw Expected(at, _vocabulary.Settings.Dimensions.Count == 0 ? "a dimension of the tenant, which has none" : $"a dimension of the tenant: {string.Join(", ", _vocabulary.Settings.Dimensions.Select(one => one.Id))}");
        if (!dimension.Source.StartsWith(Source, StringComparison.Ordinal))
            throw Invalid($"Character {at + 1} of the filter: the dimension \"{DisplayText.Of(id)}\" is told by each interaction ({dimension.Source}), not by the customer; a dimension on an attribute can be filtered by.");
        var wanted = new CustomerCondition(CustomerField.Attribute, Comparison.Equal, 0, Text: null) { Key = dimension.Source[Source.Length..] };
        var filter = Values(wanted);
        var declared = dimension.Values.ToHashSet(StringComparer.Ordinal);
        foreach (var text in filter.Conditions().Select(condition => condition.Text))
        {
            if (text is null || (!declared.Contains(text) && !string.Equals(text, Other, StringComparison.Ordinal)))
                throw Expected(at, $"a declared value of the dimension behind it: {string.Join(", ", dimension.Values)}, other");
        }

        return Replaced(filter, declared, wanted);
    }

    private static CustomerFilter Replaced(CustomerFilter filter, HashSet<string> declared, CustomerCondition wanted)
    {
        return filter switch
        {
            ConditionFilter { Condition: { Text: Other } condition } when !declared.Contains(Other) =>
                condition.Comparison == Comparison.NotEqual ? IsDeclared() : new NotFilter(IsDeclared()),
            AnyOfFilter any => new AnyOfFilter([.. any.Parts.Select(part => Replaced(part, declared, wanted))]),
            NotFilter not => new NotFilter(Replaced(not.Part, declared, wanted)),
            _ => filter,
        };

        AnyOfFilter IsDeclared() => new([.. declared.Select(value => new ConditionFilter(wanted with { Text = value }))]);
    }

    private double Stage()
    {
        var wanted = $"a stage in double quotes: {CustomerFields.StageNames}";
        var at = _at;
        var (text, _) = Text(wanted);
        return CustomerFields.FindStage(text) is { } stage ? (int)stage : throw Expected(at, wanted);
    }

    private double Flag()
    {
        if (TryTake("true"))
            return 1;
        return TryTake("false") ? 0 : throw Expected(_at, "true or false");
    }

    private Comparison Operator(CustomerField field)
    {
        SkipSpace();
        var at = _at;
        while (!AtEnd && _text[_at] is '<' or '>' or '=' or '!')
            _at++;
        Comparison? comparison = _text.AsSpan(at, _at - at) switch
        {
            "=" => Comparison.Equal,
            "!=" => Comparison.NotEqual,
            "<" => Comparison.Less,
            "<=" => Comparison.LessOrEqual,
            ">" => Comparison.Greater,
            ">=" => Comparison.GreaterOrEqual,
            _ => null,
        };
        if (comparison is not { } found)
            throw Expected(at, "an operator: = != < <= > >=, IN, NOT IN or PRESENT");
        return field is CustomerField.CustomerId or CustomerField.Lifecycle or CustomerField.InBase && found is not (Comparison.Equal or Comparison.NotEqual)
            ? throw Expected(at, "= or !=, the operators of such a field")
            : found;
    }

    private CustomerCondition Text(CustomerCondition wanted, string what, int operatorAt)
    {
        var (text, isPrefix) = Text(what);
        if (!isPrefix)
            return wanted with { Text = text };
        return wanted.Comparison == Comparison.Equal
            ? wanted with { Comparison = Comparison.StartsWith, Text = text }
            : throw Expected(operatorAt, "=, since a prefix follows");
    }

    private double Time(string wanted, bool allowsDate)
    {
        var at = _at;
        var (text, _) = Text(wanted);
        return Micros(text, allowsDate) ?? throw Expected(at, wanted);
    }

    /// <summary>Microseconds since 1970 of a time, or of the beginning of a date in UTC; null if it is neither.</summary>
    internal static double? Micros(string text, bool allowsDate)
    {
        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text);
        if (parsed.Success)
            return Math.Floor(parsed.Value.ToInstant().ToUnixTimeTicks() * MicrosPerTick);
        var date = allowsDate ? LocalDatePattern.Iso.Parse(text) : null;
        return date is { Success: true } ? date.Value.AtMidnight().InUtc().ToInstant().ToUnixTimeTicks() * MicrosPerTick : null;
    }

    private double Number(CustomerField field)
    {
        var at = _at;
        while (!AtEnd && _text[_at] is (>= '0' and <= '9') or '.' or '-' or '+' or 'e' or 'E')
            _at++;
        if (!double.TryParse(_text.AsSpan(at, _at - at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw Expected(at, "a number");
        return CustomerFields.IsMoney(field) ? number * _vocabulary.MinorPerUnit : number;
    }

    private (string Text, bool EndsWithStar) Text(string wanted)
    {
        var at = _at;
        if (AtEnd || _text[_at] != '"')
            throw Expected(at, wanted);
        _at++;
        var text = new StringBuilder();
        var endsWithStar = false;
        while (!AtEnd && _text[_at] != '"')
        {
            var escaped = _text[_at] == '\\';
            if (escaped && ++_at == _text.Length)
                break;
            endsWithStar = !escaped && _text[_at] == '*';
            text.Append(_text[_at++]);
        }

        if (AtEnd)
            throw Expected(_at, "a closing double quote");
        _at++;
        if (endsWithStar)
            text.Length--;
        return (text.ToString(), endsWithStar);
    }

    /// <summary>A field's name; behind the colon of a prefix anything that is no space or operator, or a text in double quotes.</summary>
    private string Name()
    {
        var from = _at;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.'))
            _at++;
        if (AtEnd || _text[_at] != ':')
            return _text[from.._at];
        _at++;
        var prefix = _text[from.._at];
        if (!AtEnd && _text[_at] == '"')
            return prefix + Text("a name in double quotes").Text;
        from = _at;
        while (!AtEnd && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('<' or '>' or '=' or '!' or '(' or ')' or '"' or '[' or ']' or ','))
            _at++;
        return prefix + _text[from.._at];
    }

    /// <summary>Takes a word, in capitals or not, and the space behind it.</summary>
    private bool TryTake(string word)
    {
        SkipSpace();
        if (!_text.AsSpan(_at).StartsWith(word, StringComparison.OrdinalIgnoreCase))
            return false;
        var end = _at + word.Length;
        if (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or ':' or '.'))
            return false;
        _at = end;
        SkipSpace();
        return true;
    }

    private bool AtEnd => _at >= _text.Length;

    private void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private DomainException Expected(int at, string what)
    {
        var found = at < _text.Length ? $"\"{DisplayText.Of(_text[at..])}\"" : "the end";
        return Invalid($"Character {at + 1} of the filter: expected {what}; found {found}.");
    }

    private DomainException Invalid(string message) => new(ErrorKind.InvalidArgument, "INVALID_FILTER", message, _vocabulary.Field);
}
