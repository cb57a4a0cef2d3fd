using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Formulas;

/// <summary>
/// Reads formulas, by binding power (V. R. Pratt, Top Down Operator Precedence, 1973). From weak to strong: or, and, not,
/// comparison (which does not chain), + and −, × and ÷, sign.
/// </summary>
internal sealed class FormulaParser
{
    private static readonly string[] Operand = ["number", "name", "function", "'('", "'-'", "'not'"];

    private readonly List<FormulaToken> _tokens;
    private int _at;
    private int _level;
    private int _nodes;

    private FormulaParser(List<FormulaToken> tokens) => _tokens = tokens;

    private FormulaToken Current => _tokens[_at];

    /// <summary>Reads a formula.</summary>
    /// <exception cref="FormulaException">What is wrong first, and where.</exception>
    public static FormulaNode Parse(string text)
    {
        if (text.Length > FormulaLimits.MaxLength)
            throw new FormulaException(FormulaReasons.TooLong, FormulaLimits.MaxLength, $"the formula has {text.Length} characters, more than {FormulaLimits.MaxLength}");
        var parser = new FormulaParser(FormulaLexer.Tokens(text));
        if (parser.Current.Kind == FormulaTokenKind.End)
            throw new FormulaException(FormulaReasons.Empty, 0, "the formula is empty: write for instance percent(retained, base_at_start)", Operand);
        var root = parser.Expression(0);
        return parser.Current.Kind == FormulaTokenKind.End ? root : throw parser.Expected("an operator", "the end");
    }

    private FormulaNode Expression(int power)
    {
        if (++_level > FormulaLimits.MaxDepth)
            throw TooDeep(Current.Offset);
        var left = Prefix(power);
        while (FormulaOperators.Find(Current) is { } operation && FormulaOperators.PowerOf(operation) > power)
        {
            var token = Take();
            var right = Expression(FormulaOperators.PowerOf(operation));
            left = Made(new BinaryNode(token.Offset, operation, left, right));
            if (FormulaOperators.IsComparison(operation) && FormulaOperators.Find(Current) is { } next && FormulaOperators.IsComparison(next))
            {
                throw new FormulaException(
                    FormulaReasons.Syntax, Current.Offset, $"expected 'and', 'or' or the end at {Current.Offset}, found {Current}: comparisons do not chain, write a < b and b < c", "'and'", "'or'", "the end");
            }
        }

        _level--;
        return left;
    }

    /// <summary>What an expression begins with.</summary>
    /// <param name="power">Binding power of the operator before, 0 at the beginning: "not" cannot stand behind a stronger one.</param>
    private FormulaNode Prefix(int power)
    {
        var token = Current;
        if (token.Is("-"))
        {
            Take();
            return Made(new NegateNode(token.Offset, Expression(FormulaOperators.NegatePower - 1)));
        }

        if (token.Is("not") && power < FormulaOperators.NotPower)
        {
            Take();
            return Made(new NotNode(token.Offset, Expression(FormulaOperators.NotPower - 1)));
        }

        if (token.Is("("))
        {
            Take();
            var inner = Expression(0);
            Close();
            return inner;
        }

        if (token.Kind == FormulaTokenKind.Number)
        {
            Take();
            return Made(new NumberNode(token.Offset, Exact.Parse(token.Text), token.Text));
        }

        if (token.Kind == FormulaTokenKind.Word && FormulaOperators.Find(token) is null && !token.Is("not"))
        {
            Take();
            return Current.Is("(") ? Function(token) : Name(token);
        }

        throw Expected(Operand);
    }

    private FormulaNode Function(FormulaToken name)
    {
        Take();
        if (name.Is(FormulaFunctions.Over))
            return Over(name);
        if (name.Is(FormulaFunctions.At))
            return At(name);
        if (FormulaFunctions.Find(name.Text) is not { } function)
        {
            throw new FormulaException(
                FormulaReasons.UnknownFunction, name.Offset, $"'{DisplayText.Of(name.Text)}' at {name.Offset} is no function; there are {string.Join(", ", FormulaFunctions.Names)}", [.. FormulaFunctions.Names]);
        }

        var arguments = new List<FormulaNode>();
        if (!Current.Is(")"))
        {
            do
                arguments.Add(Expression(0));
            while (TryTake(","));
        }

        if (!Current.Is(")"))
            throw Expected("an operator", "','", "')'");
        Take();
        var (min, max) = FormulaFunctions.ArgumentsOf(function);
        if (arguments.Count < min || arguments.Count > max)
        {
            var wanted = min == max ? $"{min}" : max == FormulaFunctions.MaxArguments ? $"{min} to {max}" : $"{min} or {max}";
            throw new FormulaException(FormulaReasons.ArgumentCount, name.Offset, $"{name.Text} at {name.Offset} takes {wanted} argument{(max == 1 ? string.Empty : "s")}, not {arguments.Count}");
        }

        return Made(new CallNode(name.Offset, function, arguments));
    }

    private OverNode Over(FormulaToken name)
    {
        var dimension = Dimension("dimension");
        if (!TryTake(","))
            throw Expected("','");
        var operand = Expression(0);
        Close();
        return Made(new OverNode(name.Offset, dimension.Text, dimension.Offset, operand));
    }

    private AtNode At(FormulaToken name)
    {
        var operand = Expression(0);
        if (!TryTake(","))
            throw Expected("an operator", "','");
        var dimension = Dimension("dimension");
        if (!TryTake(":"))
            throw Expected("':'");
        var value = Dimension("value");
        Close();
        return Made(new AtNode(name.Offset, operand, dimension.Text, dimension.Offset, value.Text, value.Offset));
    }

    /// <summary>A name, or a text where the name has characters that names here do not have.</summary>
    private FormulaToken Dimension(string what)
    {
        if (Current.Kind is FormulaTokenKind.Word or FormulaTokenKind.Text)
            return Take();
        throw Expected(what, "text in quotation marks");
    }

    private NameNode Name(FormulaToken name)
    {
        if (!TryTake("."))
            return Made(new NameNode(name.Offset, name.Text, string.Empty));
        if (Current.Kind is not (FormulaTokenKind.Word or FormulaTokenKind.Text))
            throw Expected("component", "text in quotation marks");
        return Made(new NameNode(name.Offset, name.Text, Take().Text));
    }

    private void Close()
    {
        if (!TryTake(")"))
            throw Expected("an operator", "')'");
    }

    private FormulaToken Take() => _tokens[_at++];

    private bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        _at++;
        return true;
    }

    private T Made<T>(T node)
        where T : FormulaNode
    {
        if (++_nodes > FormulaLimits.MaxNodes)
            throw new FormulaException(FormulaReasons.TooLarge, node.Offset, $"the formula has more than {FormulaLimits.MaxNodes} numbers, names, operators and functions");
        return node.Depth <= FormulaLimits.MaxDepth ? node : throw TooDeep(node.Offset);
    }

    private FormulaException Expected(params string[] expected)
    {
        var wanted = expected.Length == 1 ? expected[0] : $"{string.Join(", ", expected[..^1])} or {expected[^1]}";
        return new(FormulaReasons.Syntax, Current.Offset, $"expected {wanted} at {Current.Offset}, found {Current}", expected);
    }

    private static FormulaException TooDeep(int offset) =>
        new(FormulaReasons.TooDeep, offset, $"the formula has more than {FormulaLimits.MaxDepth} levels at {offset}: make a part of it an indicator of its own");
}
