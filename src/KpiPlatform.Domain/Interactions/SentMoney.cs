namespace KpiPlatform.Domain.Interactions;

/// <summary>What was sent, where its currency isn't the tenant's: kept so that the sender reads back what it sent.</summary>
/// <remarks>Every amount was converted on its own: tenant's minor units = amount × <see cref="Rate"/>, rounded half away from zero.</remarks>
public sealed record SentMoney
{
    /// <summary>ISO 4217 code of the amounts here.</summary>
    public required string CurrencyCode { get; init; }

    /// <summary>The tenant's currency per unit of <see cref="CurrencyCode"/>, greater than 0, no trailing zeros.</summary>
    public required decimal Rate { get; init; }

    /// <summary>The amount, in minor units of <see cref="CurrencyCode"/>.</summary>
    public long AmountMinor { get; init; }

    /// <summary>Discount of a purchase, in minor units of <see cref="CurrencyCode"/>.</summary>
    public long DiscountMinor { get; init; }

    /// <summary>Tax of a purchase, in minor units of <see cref="CurrencyCode"/>.</summary>
    public long TaxMinor { get; init; }

    /// <summary>Cost of a purchase, in minor units of <see cref="CurrencyCode"/>.</summary>
    public long CostMinor { get; init; }

    /// <summary>Writes six fields from <paramref name="first"/> on: code, rate, amount, discount, tax, cost.</summary>
    internal static void Write(FieldWriter facts, int first, SentMoney? money)
    {
        if (money is null)
            return;
        facts.Text(first, money.CurrencyCode);
        facts.Decimal(first + 1, money.Rate);
        facts.Number(first + 2, money.AmountMinor);
        facts.Number(first + 3, money.DiscountMinor);
        facts.Number(first + 4, money.TaxMinor);
        facts.Number(first + 5, money.CostMinor);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static SentMoney? Read(ref FieldReader facts, int first)
    {
        var code = facts.Text(first);
        return code.Length == 0
            ? null
            : new SentMoney
            {
                CurrencyCode = code,
                Rate = facts.Decimal(first + 1),
                AmountMinor = facts.Number(first + 2),
                DiscountMinor = facts.Number(first + 3),
                TaxMinor = facts.Number(first + 4),
                CostMinor = facts.Number(first + 5),
            };
    }
}
