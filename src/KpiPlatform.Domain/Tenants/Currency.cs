using System.Collections.Frozen;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Tenants;

/// <summary>A currency of ISO 4217 with the digits of its minor unit. Equality by content.</summary>
public sealed record Currency
{
    private const int UsualDigits = 2;

    private static readonly FrozenDictionary<string, Currency> ByCode = Build();

    private Currency(string code, int minorDigits)
    {
        Code = code;
        MinorDigits = minorDigits;
        MinorPerMajor = 1;
        for (var i = 0; i < minorDigits; i++)
            MinorPerMajor *= 10;
    }

    /// <summary>Three capital letters, e.g. "EUR".</summary>
    public string Code { get; }

    /// <summary>Decimal digits of an amount: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    public int MinorDigits { get; }

    /// <summary>Minor units in a whole one: 100 for EUR.</summary>
    public long MinorPerMajor { get; }

    /// <summary>The currency of a code, or null.</summary>
    public static Currency? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>The currency of a code.</summary>
    /// <param name="code">ISO 4217 code.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_CURRENCY, naming the field.</exception>
    public static Currency Get(string? code, string field) =>
        Find(code) ?? throw new DomainException(
            ErrorKind.InvalidArgument,
            "INVALID_CURRENCY",
            $"\"{DisplayText.Of(code)}\" is not a currency: use an ISO 4217 code such as EUR.",
            field);

    private static FrozenDictionary<string, Currency> Build()
    {
        const string Usual =
            "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
            "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT " +
            "LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN " +
            "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS " +
            "VED VES WST XCD XCG YER ZAR ZMW ZWG";
        const string Whole = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
        const string Thousandths = "BHD IQD JOD KWD LYD OMR TND";
        return Of(Usual, UsualDigits).Concat(Of(Whole, 0)).Concat(Of(Thousandths, 3)).ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);
    }

    private static IEnumerable<Currency> Of(string codes, int minorDigits) => codes.Split(' ').Select(code => new Currency(code, minorDigits));
}
