using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static Purchase Read(Wire.Purchase proto, in Context context)
    {
        var check = context.Check;
        var money = context.Money(proto.ExchangeRate);
        var orderId = proto.OrderId.Length == 0 ? context.Id : context.Text(proto.OrderId, "order_id");
        var amount = money.Amount(proto.Amount, "amount", out var sentAmount);
        var discount = money.Amount(proto.Discount, "discount", out var sentDiscount);
        if (sentDiscount > sentAmount && check.IsClean)
            check.Fail("discount", InteractionReasons.OutOfRange, $"{MoneyCheck.Shown(proto.Discount)} is more than the amount; give 0 up to the amount, which is before discount.");
        var tax = money.Amount(proto.Tax, "tax", out var sentTax);
        var cost = money.Amount(proto.Cost, "cost", out var sentCost);
        return new Purchase
        {
            OrderId = orderId,
            AmountMinor = amount,
            DiscountMinor = discount,
            TaxMinor = tax,
            CostMinor = cost,
            Lines = Read(proto.Lines, money, context),
            PromotionIds = check.Texts(proto.PromotionIds, "promotion_ids", InteractionLimits.Promotions),
            Salesperson = context.Text(proto.Salesperson, "salesperson"),
            Customised = proto.Customised,
            Sent = money.Sent(sentAmount, sentDiscount, sentTax, sentCost),
        };
    }

    private static Refund Read(Wire.Refund proto, in Context context)
    {
        var money = context.Money(proto.ExchangeRate);
        return new Refund
        {
            OrderId = context.Text(proto.OrderId, "order_id"),
            AmountMinor = money.Amount(proto.Amount, "amount", out var sentAmount),
            Lines = Read(proto.Lines, money, context),
            Sent = money.Sent(sentAmount),
        };
    }

    private static IReadOnlyList<OrderLine> Read(IReadOnlyList<Wire.OrderLine> lines, MoneyCheck money, in Context context)
    {
        const string Field = "lines";
        var check = context.Check;
        if (lines.Count == 0 || !check.Count(lines.Count, Field, InteractionLimits.Lines))
            return [];
        var read = new OrderLine[lines.Count];
        for (var i = 0; i < read.Length; i++)
        {
            check.EnterItem(Field, i);
            var line = lines[i];
            var quantity = Quantity(line.Quantity, check);
            var (unitPrice, sentUnitPrice, total) = money.Line(line.UnitPrice, quantity, "unit_price");
            read[i] = new OrderLine
            {
                Product = context.Text(line.Product, "product"),
                Family = context.Text(line.Family, "family"),
                Category = context.Text(line.Category, "category"),
                Tier = (int)check.Whole(line.Tier, "tier", 0, int.MaxValue),
                Quantity = quantity,
                UnitPrice = unitPrice,
                SentUnitPrice = sentUnitPrice,
                TotalMinor = total,
                Tags = check.Texts(line.Tags, "tags", InteractionLimits.Tags),
            };
        }

        check.LeaveItems();
        return read;
    }

    private static decimal Quantity(double quantity, FieldCheck check)
    {
        const string Field = "quantity";
        const double Millionths = 1_000_000;
        if (quantity is 0 or 1)
            return 1;
        if (!double.IsFinite(quantity))
        {
            check.Fail(Field, InteractionReasons.NotFinite, $"It is {quantity}; give a number greater than 0.");
            return 1;
        }

        if (quantity is < 0 or > InteractionLimits.Quantity)
        {
            check.Fail(Field, InteractionReasons.OutOfRange, $"{quantity} is out of range; give more than 0 and at most {InteractionLimits.Quantity:N0}.");
            return 1;
        }

        // Within the range millionths are whole numbers below 2^53: both ways round exactly, or the number had more places.
        var millionths = Math.Round(quantity * Millionths);
        if (millionths / Millionths != quantity)
        {
            check.Fail(Field, InteractionReasons.TooPrecise, $"{quantity} has more than {InteractionLimits.QuantityDecimals} decimal places; round it.");
            return 1;
        }

        return (long)millionths / 1_000_000m;
    }
}
