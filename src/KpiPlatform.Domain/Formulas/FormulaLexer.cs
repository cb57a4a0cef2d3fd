using System.Text;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Formulas;

/// <summary>Cuts a formula into tokens.</summary>
internal static class FormulaLexer
{
    /// <summary>The tokens of a text, the last one being the end.</summary>
    /// <exception cref="FormulaException">What is no token, and where.</exception>
    public static List<FormulaToken> Tokens(string text)
    {
        var tokens = new List<FormulaToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n' or '\u00a0')
                at++;
            if (at >= text.Length)
            {
                tokens.Add(new(FormulaTokenKind.End, string.Empty, text.Length));
                return tokens;
            }

            tokens.Add(Next(text, ref at));
        }
    }

    private static FormulaToken Next(string text, ref int at)
    {
        var start = at;
        var first = text[at];
        if (char.IsAsciiDigit(first))
            return Number(text, ref at);
        if (char.IsAsciiLetterLower(first))
        {
            while (at < text.Length && IsWordPart(text[at]))
                at++;
            return new(FormulaTokenKind.Word, text[start..at], start);
        }

        if (first == '"')
            return Text(text, ref at);
        var second = at + 1 < text.Length ? text[at + 1] : '\0';
        var (symbol, length) = (first, second) switch
        {
            ('<', '=') => ("<=", 2),
            ('>', '=') => (">=", 2),
            ('!', '=') => ("!=", 2),
            ('≤', _) => ("<=", 1),
            ('≥', _) => (">=", 1),
            ('≠', _) => ("!=", 1),
            ('×' or '·', _) => ("*", 1),
            ('÷', _) => ("/", 1),
            ('−', _) => ("-", 1),
            ('+' or '-' or '*' or '/' or '(' or ')' or '[' or ']' or ',' or ':' or '.' or '<' or '>' or '=', _) => (first.ToString(), 1),
            _ => throw Unexpected(text, at),
        };
        at += length;
        return new(FormulaTokenKind.Symbol, symbol, start);
    }

    private static FormulaToken Number(string text, ref int at)
    {
        var start = at;
        Digits(text, ref at);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (at == text.Length || !char.IsAsciiDigit(text[at]))
                throw new FormulaException(FormulaReasons.InvalidNumber, at, $"expected a digit after the point of '{text[start..at]}' at {at}", "digit");
            Digits(text, ref at);
        }

        if (at < text.Length && (IsWordPart(text[at]) || char.IsAsciiLetterUpper(text[at])))
            throw new FormulaException(FormulaReasons.InvalidNumber, at, $"the number {DisplayText.Of(text[start..at])} runs into '{text[at]}' at {at}: put an operator or a space between them");
        if (at - start > FormulaLimits.MaxDigits)
            throw new FormulaException(FormulaReasons.InvalidNumber, start, $"the number at {start} has more than {FormulaLimits.MaxDigits} digits");
        return new(FormulaTokenKind.Number, text[start..at], start);
    }

    private static FormulaToken Text(string text, ref int at)
    {
        var start = at++;
        var content = new StringBuilder();
        while (at < text.Length)
        {
            var character = text[at++];
            if (character == '"')
                return new(FormulaTokenKind.Text, content.ToString(), start);
            if (character == '\\' && at < text.Length && text[at] is '"' or '\\')
                character = text[at++];
            content.Append(character);
        }

        throw new FormulaException(FormulaReasons.UnterminatedText, start, $"the text that begins at {start} has no closing quotation mark", "'\"'");
    }

    private static void Digits(string text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
    }

    private static bool IsWordPart(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_';

    private static FormulaException Unexpected(string text, int at)
    {
        _ = Rune.TryGetRuneAt(text, at, out var rune);
        var shown = Rune.IsControl(rune) || rune.Value == 0 ? $"U+{(int)text[at]:X4}" : rune.ToString();
        var hint = char.IsAsciiLetterUpper(text[at]) ? ": names are written in small letters" : string.Empty;
        return new(FormulaReasons.UnexpectedCharacter, at, $"'{shown}' at {at} is no part of a formula{hint}");
    }
}
