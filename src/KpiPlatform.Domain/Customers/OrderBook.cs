using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The customer's orders by id, for refunds restated to the day of their order and for the channel of an order that an answer is
/// about. A refund counts on its own day until its order is known, and for good if it names none. Of orders with one id the first counts.
/// </summary>
internal sealed class OrderBook
{
    private List<KnownOrder> _orders = [];
    private List<(ulong Order, DayStep Refund)>? _waiting;

    public void Ordered(string orderId, int day, int channel, ContributionSink sink)
    {
        var id = Pseudonym.Of(orderId);
        if (_waiting is not null && Find(id) < 0)
        {
            foreach (var (_, refund) in _waiting.Where(refund => refund.Order == id))
            {
                sink.Add(BuiltInMeasures.RefundedOfOrdersMinor, Granularity.None, refund.Day, -refund.Amount);
                sink.Add(BuiltInMeasures.RefundedOfOrdersMinor, Granularity.None, day, refund.Amount);
            }

            _waiting.RemoveAll(refund => refund.Order == id);
        }

        _orders.Add(new(id, day, channel));
    }

    public void Refunded(string orderId, int day, long amountMinor, ContributionSink sink)
    {
        var id = Pseudonym.Of(orderId);
        if (id != 0 && Find(id) is var at and >= 0)
        {
            day = _orders[at].Day;
        }
        else if (id != 0)
        {
            (_waiting ??= []).Add((id, new(day, amountMinor)));
        }

        sink.Add(BuiltInMeasures.RefundedOfOrdersMinor, Granularity.None, day, amountMinor);
    }

    /// <summary>Index of an order's channel; null if the order is not known.</summary>
    public int? ChannelOf(string orderId) => Find(Pseudonym.Of(orderId)) is var at and >= 0 ? _orders[at].Channel : null;

    public OrderBook Clone() => new() { _orders = [.. _orders], _waiting = _waiting is null ? null : [.. _waiting] };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_orders.Count);
        foreach (var order in _orders)
        {
            writer.Fixed64(order.Id);
            writer.Signed(order.Day);
            writer.Signed(order.Channel);
        }

        writer.Unsigned((ulong)(_waiting?.Count ?? 0));
        foreach (var (order, refund) in _waiting ?? [])
        {
            writer.Fixed64(order);
            writer.Signed(refund.Day);
            writer.Signed(refund.Amount);
        }
    }

    public static OrderBook Read(ref StateReader reader)
    {
        var book = new OrderBook();
        var orders = reader.Count();
        for (var i = 0; i < orders; i++)
            book._orders.Add(new(reader.Fixed64(), reader.Int(), reader.Int()));
        var waiting = reader.Count();
        for (var i = 0; i < waiting; i++)
            (book._waiting ??= []).Add((reader.Fixed64(), new(reader.Int(), reader.Signed())));
        return book;
    }

    private int Find(ulong id) => _orders.FindIndex(order => order.Id == id);
}
