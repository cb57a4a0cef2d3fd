using System.Globalization;
using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <summary>Reads one condition: PATH comparison VALUE, or PATH [not] in [VALUE, …].</summary>
internal sealed class FieldConditionReader
{
    private readonly List<FormulaToken> _tokens;
    private readonly Currency _currency;
    private int _at;

    /// <summary>Creates one.</summary>
    /// <exception cref="FormulaException">The text is too long, or has what is no token.</exception>
    public FieldConditionReader(string text, Currency currency)
    {
        if (text.Length > CustomMeasureLimits.MaxConditionLength)
            throw new FormulaException(FormulaReasons.TooLong, CustomMeasureLimits.MaxConditionLength, $"the condition has {text.Length} characters, more than {CustomMeasureLimits.MaxConditionLength}");
        _tokens = FormulaLexer.Tokens(text);
        _currency = currency;
    }

    private FormulaToken Current => _tokens[_at];

    /// <summary>Reads it.</summary>
    /// <exception cref="FormulaException">What is wrong first, and where.</exception>
    public FieldCondition Read()
    {
        var path = Path();
        var isNegated = TryTake("not");
        var isList = TryTake("in");
        if (isNegated && !isList)
            throw Expected("'in'");
        var comparison = isList ? FormulaOperator.Equal : Comparison(path);
        if (comparison == FormulaOperator.NotEqual)
            (comparison, isNegated) = (FormulaOperator.Equal, true);
        var texts = new List<string>();
        var numbers = new List<decimal>();
        if (isList)
        {
            Take("[");
            do
                Value(path, texts, numbers);
            while (TryTake(","));
            Take("]");
        }
        else
        {
            Value(path, texts, numbers);
        }

        if (texts.Count + numbers.Count > CustomMeasureLimits.MaxValues)
            throw new FormulaException(FormulaReasons.TooLarge, Current.Offset, $"the condition has more than {CustomMeasureLimits.MaxValues} values");
        return Current.Kind == FormulaTokenKind.End ? FieldCondition.Of(path, comparison, isNegated, texts, numbers) : throw Expected("the end");
    }

    private FieldPath Path()
    {
        var start = Current;
        if (start.Kind != FormulaTokenKind.Word)
            throw Expected("field");
        var text = _tokens[_at++].Text;
        if (TryTake(":"))
        {
            text += $":{KeyOrName()}";
        }
        else
        {
            while (TryTake("."))
                text += $".{KeyOrName()}";
        }

        return FieldPath.Parse(text, out var problem) ?? throw new FormulaException("UNKNOWN_FIELD", start.Offset, $"\"{DisplayText.Of(text)}\" at {start.Offset} {problem}");
    }

    private string KeyOrName()
    {
        if (Current.Kind is FormulaTokenKind.Word or FormulaTokenKind.Text)
            return _tokens[_at++].Text;
        throw Expected("name", "text in quotation marks");
    }

    private FormulaOperator Comparison(FieldPath path)
    {
        if (FormulaOperators.Find(Current) is not { } comparison || !FormulaOperators.IsComparison(comparison))
            throw Expected("'='", "'!='", "'<'", "'<='", "'>'", "'>='", "'in'", "'not in'");
        if (!path.IsNumber && comparison is not (FormulaOperator.Equal or FormulaOperator.NotEqual))
            throw new FormulaException(FormulaReasons.WrongType, Current.Offset, $"{path.Text} is no number, so {Current} at {Current.Offset} does not compare it: use =, != or in", "'='", "'!='", "'in'");
        _at++;
        return comparison;
    }

    private void Value(FieldPath path, List<string> texts, List<decimal> numbers)
    {
        if (path.IsNumber)
        {
            var sign = TryTake("-") ? -1 : 1;
            if (Current.Kind != FormulaTokenKind.Number)
                throw Expected("number");
            numbers.Add(sign * Number(path, _tokens[_at++]));
            return;
        }

        if (Current.Kind is not (FormulaTokenKind.Word or FormulaTokenKind.Text))
            throw Expected("text in quotation marks");
        if (path.Type == FieldType.Flag && Current.Text is not ("true" or "false"))
            throw Expected("'true'", "'false'");
        if (path.Choices.Count > 0 && !path.Choices.Contains(Current.Text, StringComparer.Ordinal))
            throw Expected([.. path.Choices.Select(choice => $"'{choice}'")]);
        texts.Add(_tokens[_at++].Text);
    }

    /// <summary>In the units that the field's numbers come in.</summary>
    private decimal Number(FieldPath path, FormulaToken token)
    {
        decimal factor = path.Type switch
        {
            FieldType.Money => _currency.MinorPerUnit,
            FieldType.Duration => 1_000,
            FieldType.Real => FieldPath.Millionths,
            _ => 1,
        };
        return decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= FieldPath.MaxReal
            ? number * factor
            : throw new FormulaException(FormulaReasons.InvalidNumber, token.Offset, $"{token} at {token.Offset} is more than {FieldPath.MaxReal}");
    }

    private bool TryTake(string text)
    {
        if (!Current.Is(text))
            return false;
        _at++;
        return true;
    }

    private void Take(string symbol)
    {
        if (!TryTake(symbol))
            throw Expected($"'{symbol}'");
    }

    private FormulaException Expected(params string[] expected)
    {
        var wanted = expected.Length == 1 ? expected[0] : $"{string.Join(", ", expected[..^1])} or {expected[^1]}";
        return new(FormulaReasons.Syntax, Current.Offset, $"expected {wanted} at {Current.Offset}, found {Current}", expected);
    }
}
