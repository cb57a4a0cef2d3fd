using System.Collections.Frozen;

namespace KpiPlatform.Formatting;

/// <summary>Decimals of a currency's minor unit, by ISO 4217.</summary>
public static class CurrencyDecimals
{
    private const int Usual = 2;

    private static readonly FrozenDictionary<string, int> Unusual = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0,
        ["PYG"] = 0, ["RWF"] = 0, ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
        ["CLF"] = 4, ["UYW"] = 4,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>2 for all that have no other number of decimals.</summary>
    public static int Of(string code) => Unusual.GetValueOrDefault(code, Usual);

    /// <summary>Whether the text has the form of a code: three capital letters.</summary>
    public static bool IsCode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 3 && text.All(char.IsAsciiLetterUpper);
    }
}
