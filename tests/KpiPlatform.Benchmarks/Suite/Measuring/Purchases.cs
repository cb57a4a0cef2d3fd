using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>Made-up purchases, each with an id of its own among those of its tenant. Thread-safe.</summary>
/// <param name="customers">Customers that they are of.</param>
internal sealed class Purchases(int customers)
{
    private const int DaySeconds = 86_400;
    private const int Days = 300;
    private static readonly DateTime Start = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly int _customers = customers;
    private int _made;

    /// <summary>How many have been made.</summary>
    public int Made => _made;

    public static string CustomerId(int number) => $"customer-{number}";

    /// <summary>The next one, of a customer at random, later than all before.</summary>
    /// <param name="expected">How many there will be in all: they spread over most of a year, not later than today.</param>
    public Interaction Next(int expected)
    {
        var number = Interlocked.Increment(ref _made);
        return Of((int)(Scramble(number) % (uint)_customers), number, expected);
    }

    /// <summary>The next one, of a given customer.</summary>
    public Interaction Next(int customer, int expected) => Of(customer, Interlocked.Increment(ref _made), expected);

    public Interaction[][] Batches(int count, int size, int expected) => [.. Enumerable.Range(0, count).Select(_ => Next(expected)).Chunk(size)];

    private static Interaction Of(int customer, int number, int expected) => new()
    {
        Customer = CustomerId(customer),
        Source = "bench",
        Id = $"order-{number}",
        OccurTime = Timestamp.FromDateTime(Start.AddSeconds((double)number * Days * DaySeconds / Math.Max(expected, number))),
        Channel = number % 3 == 0 ? "store" : "web",
        Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = 1 + (number % 499), Nanos = number % 100 * 10_000_000 } },
    };

    // A number's bits mixed, so that customers come in no order but the same in each run.
    private static uint Scramble(int number)
    {
        var bits = (uint)number * 0x9E3779B1;
        bits ^= bits >> 15;
        bits *= 0x85EBCA77;
        return bits ^ (bits >> 13);
    }
}
