using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash;

/// <summary>
/// Makes interactions, the same for the same seed but for their times, which are relative to when they are made: late by up to a month, on clocks
/// that go wrong by up to an hour, corrected by revisions that may overtake each other, one in a hundred damaged. Not thread-safe.
/// </summary>
internal sealed class Traffic
{
    private const int CustomerCount = 12;
    private const int LatestSeconds = 30 * 86_400;
    private const double DamagedShare = 0.01;
    private const double SkewedShare = 0.05;
    private const double RevisedShare = 0.1;
    private static readonly string[] Channels = ["web", "store", "app"];
    private readonly Random _random;
    private readonly string _run;
    private DateTimeOffset _now;
    private int _made;

    public Traffic(int seed)
    {
        _random = new Random(seed);
        _run = seed.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>All that was made, in the order in which it was.</summary>
    public List<LedgerEntry> Made { get; } = [];

    /// <summary>Makes more; revisions of one interaction come one after the other, shuffled.</summary>
    public IReadOnlyList<LedgerEntry> Make(int count)
    {
        // Whole milliseconds: what is stored is exact to the microsecond.
        _now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var made = new List<LedgerEntry>(count);
        while (made.Count < count)
            made.AddRange(MakeOne());
        var entries = made.ToArray();
        _random.Shuffle(entries);
        Made.AddRange(entries);
        return entries;
    }

    private IEnumerable<LedgerEntry> MakeOne()
    {
        var number = _made++;
        var interaction = new Interaction
        {
            Customer = $"customer-{_random.Next(CustomerCount)}",
            Source = _random.Next(2) == 0 ? "shop" : "crm",
            Id = $"{_run}-{number}",
            OccurTime = Timestamp.FromDateTimeOffset(_now.AddSeconds(-_random.Next(LatestSeconds))),
            Channel = Channels[_random.Next(Channels.Length)],
        };
        SetKind(interaction, number);
        if (_random.NextDouble() < DamagedShare)
            return [Damaged(interaction)];

        if (_random.NextDouble() < SkewedShare)
        {
            // A clock that is up to an hour wrong; what it dates more than five minutes ahead must be refused, also when it is answered only many deaths later.
            var minutes = _random.Next(2) == 0 ? -_random.Next(60) : _random.Next(50, 60);
            interaction.OccurTime = Timestamp.FromDateTimeOffset(_now.AddMinutes(minutes));
            if (minutes > 0)
                return [new(interaction, "OCCUR_TIME_IN_FUTURE")];
        }

        if (interaction.KindCase != Interaction.KindOneofCase.Purchase || _random.NextDouble() >= RevisedShare)
            return [new(interaction, null)];
        var corrected = interaction.Clone();
        corrected.Revision = 1 + _random.Next(3);
        corrected.Purchase.Amount.Units += _random.Next(1, 100);
        return [new(interaction, null), new(corrected, null)];
    }

    private void SetKind(Interaction interaction, int number)
    {
        switch (_random.Next(10))
        {
            case < 6:
                interaction.Purchase = new() { OrderId = $"order-{number}", Amount = Euro(_random.Next(1, 500), _random.Next(100)) };
                break;
            case 6:
                interaction.Refund = new() { OrderId = $"order-{_random.Next(number + 1)}", Amount = Euro(_random.Next(1, 20), _random.Next(100)) };
                break;
            case 7:
                interaction.Complaint = new() { Category = "delivery" };
                break;
            case 8:
                interaction.SurveyAnswered = new() { Survey = "csat", Value = _random.Next(1, 6), Comment = "Noted at the counter." };
                break;
            default:
                interaction.TicketOpened = new() { Ticket = $"ticket-{number}", Category = "billing" };
                break;
        }
    }

    private LedgerEntry Damaged(Interaction interaction)
    {
        switch (_random.Next(3))
        {
            case 0:
                interaction.Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = -5 } };
                return new(interaction, "OUT_OF_RANGE");
            case 1:
                interaction.Purchase = new() { Amount = new() { CurrencyCode = "USD", Units = 5 } };
                return new(interaction, "EXCHANGE_RATE_REQUIRED");
            default:
                interaction.SurveyAnswered = new() { Survey = "csat", Value = 99 };
                return new(interaction, "OUT_OF_RANGE");
        }
    }

    private static Money Euro(int units, int cents) => new() { CurrencyCode = "EUR", Units = units, Nanos = cents * 10_000_000 };
}
