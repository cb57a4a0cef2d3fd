namespace KpiPlatform.Domain.Interactions;

/// <summary>One line of an order or refund.</summary>
public sealed record OrderLine
{
    /// <summary>Product id; may be empty.</summary>
    public string Product { get; init; } = string.Empty;

    /// <summary>Product family, within which tiers are ordered; may be empty.</summary>
    public string Family { get; init; } = string.Empty;

    /// <summary>Category; may be empty.</summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>Rank within the family, from 1 (lowest); 0 if the family has no tiers.</summary>
    public int Tier { get; init; }

    /// <summary>Greater than 0, at most 6 decimal places. Default 1.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>Price of one in whole units of the tenant's currency, before discount and tax; may be finer than the minor unit.</summary>
    public decimal UnitPrice { get; init; }

    /// <summary>Quantity × unit price, converted and rounded once, in minor units of the tenant's currency.</summary>
    public long TotalMinor { get; init; }

    /// <summary>At most 16, as sent.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The unit price as sent, in whole units of <see cref="SentMoney.CurrencyCode"/>; 0 where the order is in the tenant's currency.</summary>
    public decimal SentUnitPrice { get; init; }

    /// <summary>Writes the fields of one line.</summary>
    internal static void Write(FieldWriter line, OrderLine value)
    {
        line.Text(1, value.Product);
        line.Text(2, value.Family);
        line.Text(3, value.Category);
        line.Number(4, value.Tier);
        line.Decimal(5, value.Quantity - 1);
        line.Decimal(6, value.UnitPrice);
        line.Texts(7, value.Tags);
        line.Number(8, value.TotalMinor);
        line.Decimal(9, value.SentUnitPrice);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static OrderLine Read(ref FieldReader line) => new()
    {
        Product = line.Text(1),
        Family = line.Text(2),
        Category = line.Text(3),
        Tier = line.Int32(4),
        Quantity = line.Decimal(5) + 1,
        UnitPrice = line.Decimal(6),
        Tags = line.Texts(7),
        TotalMinor = line.Number(8),
        SentUnitPrice = line.Decimal(9),
    };
}
