using System.Globalization;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Errors;
using NodaTime.Text;

namespace KpiPlatform.Gateway.Customers;

/// <summary>
/// Reads the filter of ListCustomers: conditions <c>field operator value</c> joined by AND. Values are numbers, in whole units of money,
/// or texts in double quotes, in which a backslash takes the next character as it is; a text of customer_id that ends with "*" is a prefix.
/// Errors say at which character, counted from 1, what was expected.
/// </summary>
internal sealed class CustomerFilterParser
{
    /// <summary>Most conditions.</summary>
    public const int MaxConditions = 16;

    /// <summary>Longest filter, in characters.</summary>
    public const int MaxLength = 2_048;

    private const double MicrosPerTick = 0.1;
    private const string Field = "filter";
    private readonly string _text;
    private readonly int _minorPerUnit;
    private int _at;

    private CustomerFilterParser(string text, Currency currency)
    {
        _text = text;
        _minorPerUnit = currency.MinorPerUnit;
    }

    /// <summary>The conditions of a filter; none for an empty one.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="currency">The tenant's.</param>
    /// <exception cref="DomainException">INVALID_FILTER.</exception>
    public static IReadOnlyList<CustomerCondition> Parse(string text, Currency currency)
    {
        if (text.Length > MaxLength)
            throw Invalid($"The filter has {text.Length} characters, more than {MaxLength}.");
        return new CustomerFilterParser(text, currency).Parse();
    }

    private List<CustomerCondition> Parse()
    {
        var conditions = new List<CustomerCondition>();
        SkipSpace();
        if (AtEnd)
            return conditions;
        while (true)
        {
            conditions.Add(Condition());
            SkipSpace();
            if (AtEnd)
                return conditions;
            var at = _at;
            if (!string.Equals(Word(), "AND", StringComparison.Ordinal))
                throw Expected(at, "AND or the end");
            if (conditions.Count == MaxConditions)
                throw Invalid($"The filter has more than {MaxConditions} conditions.");
        }
    }

    private CustomerCondition Condition()
    {
        SkipSpace();
        var at = _at;
        if (CustomerFields.Find(Word()) is not { } field)
            throw Expected(at, $"a field: {CustomerFields.Names}");
        SkipSpace();
        var operatorAt = _at;
        var comparison = Operator(field);
        SkipSpace();
        return field switch
        {
            CustomerField.CustomerId => CustomerId(comparison, operatorAt),
            CustomerField.Lifecycle => new(field, comparison, Stage(), Text: null),
            _ => new(field, comparison, CustomerFields.IsTime(field) ? Time() : Number(field), Text: null),
        };
    }

    private double Stage()
    {
        var wanted = $"a stage in double quotes: {CustomerFields.StageNames}";
        var at = _at;
        var (text, _) = Text(wanted);
        return CustomerFields.FindStage(text) is { } stage ? (int)stage : throw Expected(at, wanted);
    }

    private Comparison Operator(CustomerField field)
    {
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
            throw Expected(at, "an operator: = != < <= > >=");
        return field is CustomerField.CustomerId or CustomerField.Lifecycle && found is not (Comparison.Equal or Comparison.NotEqual)
            ? throw Expected(at, field == CustomerField.CustomerId ? "= or !=, the operators of customer_id" : "= or !=, the operators of lifecycle")
            : found;
    }

    private CustomerCondition CustomerId(Comparison comparison, int operatorAt)
    {
        var (text, isPrefix) = Text("a customer's id in double quotes, such as \"c-1\" or, for a prefix, \"c-*\"");
        if (!isPrefix)
            return new(CustomerField.CustomerId, comparison, 0, text);
        return comparison == Comparison.Equal
            ? new(CustomerField.CustomerId, Comparison.StartsWith, 0, text)
            : throw Expected(operatorAt, "=, since a prefix follows");
    }

    private double Time()
    {
        const string Wanted = "a time in double quotes, such as \"2026-01-01T00:00:00Z\"";
        var at = _at;
        var (text, _) = Text(Wanted);
        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text);
        return parsed.Success ? Math.Floor(parsed.Value.ToInstant().ToUnixTimeTicks() * MicrosPerTick) : throw Expected(at, Wanted);
    }

    private double Number(CustomerField field)
    {
        var at = _at;
        while (!AtEnd && _text[_at] is (>= '0' and <= '9') or '.' or '-' or '+' or 'e' or 'E')
            _at++;
        if (!double.TryParse(_text.AsSpan(at, _at - at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw Expected(at, "a number");
        return CustomerFields.IsMoney(field) ? number * _minorPerUnit : number;
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

    private string Word()
    {
        var from = _at;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        return _text[from.._at];
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

    private static DomainException Invalid(string message) => new(ErrorKind.InvalidArgument, Reasons.InvalidFilter, message, Field);
}
