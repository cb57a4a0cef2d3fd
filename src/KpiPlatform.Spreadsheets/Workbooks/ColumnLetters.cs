namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>Columns by letter and by number.</summary>
internal static class ColumnLetters
{
    /// <summary>"A" for 0, "AA" for 26.</summary>
    /// <param name="index">From 0.</param>
    public static string Of(int index)
    {
        var letters = string.Empty;
        for (var rest = index + 1; rest > 0; rest = (rest - 1) / 26)
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        return letters;
    }

    /// <summary>The column and row of "AB12"; false if it is no address.</summary>
    /// <param name="address">An address.</param>
    /// <param name="column">From 0.</param>
    /// <param name="row">From 1.</param>
    public static bool TryParse(ReadOnlySpan<char> address, out int column, out int row)
    {
        column = 0;
        row = 0;
        var digits = address.IndexOfAnyInRange('0', '9');
        if (digits is < 1 or > 3 || address.Length - digits > 7)
            return false;
        foreach (var letter in address[..digits])
        {
            if (!char.IsAsciiLetterUpper(letter))
                return false;
            column = (column * 26) + letter - 'A' + 1;
        }

        column--;
        foreach (var digit in address[digits..])
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            row = (row * 10) + digit - '0';
        }

        return row > 0;
    }
}
