using System.Text;

namespace KpiPlatform.Domain.Formulas;

/// <summary>Writes a formula in its one spelling: ASCII operators, single spaces, only the parentheses that it needs. Reads back as the same tree.</summary>
internal static class FormulaPrinter
{
    /// <summary>The text of a formula.</summary>
    public static string Print(FormulaNode node)
    {
        var text = new StringBuilder();
        Write(node, 0, text);
        return text.ToString();
    }

    /// <summary>A name where it can be written as one, else in quotation marks.</summary>
    internal static string Quoted(string name) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_')
            ? name
            : $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Writes a part.</summary>
    /// <param name="node">What to write.</param>
    /// <param name="least">Binding power below which it needs parentheses here.</param>
    /// <param name="text">Where to write.</param>
    private static void Write(FormulaNode node, int least, StringBuilder text)
    {
        if (PowerOf(node) < least)
        {
            text.Append('(');
            Write(node, 0, text);
            text.Append(')');
            return;
        }

        switch (node)
        {
            case NumberNode number:
                text.Append(number.Text);
                break;
            case NameNode name:
                text.Append(name.Id);
                if (name.Component.Length > 0)
                    text.Append('.').Append(Quoted(name.Component));
                break;
            case NegateNode negate:
                text.Append('-');
                Write(negate.Operand, FormulaOperators.NegatePower, text);
                break;
            case NotNode not:
                text.Append("not ");
                Write(not.Operand, FormulaOperators.NotPower, text);
                break;
            case BinaryNode binary:
                WriteBinary(binary, text);
                break;
            case CallNode call:
                WriteCall(call, text);
                break;
            case OverNode over:
                text.Append(FormulaFunctions.Over).Append('(').Append(Quoted(over.Dimension)).Append(", ");
                Write(over.Operand, 0, text);
                text.Append(')');
                break;
            case AtNode at:
                text.Append(FormulaFunctions.At).Append('(');
                Write(at.Operand, 0, text);
                text.Append(", ").Append(Quoted(at.Dimension)).Append(": ").Append(Quoted(at.Value)).Append(')');
                break;
        }
    }

    private static void WriteBinary(BinaryNode binary, StringBuilder text)
    {
        // The right side of a left-associative operator, and either side of a comparison, need parentheses at the same power.
        var power = FormulaOperators.PowerOf(binary.Operator);
        Write(binary.Left, FormulaOperators.IsComparison(binary.Operator) ? power + 1 : power, text);
        text.Append(' ').Append(FormulaOperators.TextOf(binary.Operator)).Append(' ');
        Write(binary.Right, power + 1, text);
    }

    private static void WriteCall(CallNode call, StringBuilder text)
    {
        text.Append(FormulaFunctions.NameOf(call.Function)).Append('(');
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            Write(call.Arguments[i], 0, text);
        }

        text.Append(')');
    }

    private static int PowerOf(FormulaNode node) => node switch
    {
        BinaryNode binary => FormulaOperators.PowerOf(binary.Operator),
        NotNode => FormulaOperators.NotPower,
        NegateNode => FormulaOperators.NegatePower,
        _ => FormulaOperators.AtomPower,
    };
}
