using System.Diagnostics;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Interactions;
using NodaTime;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Interactions;

/// <summary>What one purchase costs on its way from message to journal bytes and back, beside the hashes in it.</summary>
internal sealed class InteractionsCommand : IBenchmarkCommand
{
    private const int DefaultRounds = 15;
    private const int DefaultCalls = 100_000;
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 0, 0);
    private static readonly TenantDefinition Definition = new(new TenantNumber(1), 1, new TenantSettings());

    public string Name => "interactions";

    public string Summary => "purchase: ns to read a message, encode, decode (--rounds, --calls)";

    public Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var rounds = arguments.GetInt32("rounds", DefaultRounds);
        var calls = arguments.GetInt32("calls", DefaultCalls);
        foreach (var (name, message) in ((string, Wire.Interaction)[])[("no line", Purchase(0)), ("one line", Purchase(1)), ("ten lines", Purchase(10))])
        {
            var interaction = Read(message);
            var encoded = InteractionCodec.Encode(interaction, Definition.FactAttributes);
            report.Add($"{name}: message to interaction", Median(rounds, calls, () => Read(message)), "ns");
            report.Add(
                $"{name}: message to interaction to bytes",
                Median(rounds, calls, () => InteractionCodec.Encode(Read(message), Definition.FactAttributes)),
                "ns",
                $"aim: at most 1,500; {encoded.Facts.Length} bytes");
            report.Add($"{name}: bytes to interaction", Median(rounds, calls, () => InteractionCodec.Decode(encoded)), "ns", "aim: at most 1,000");
            cancellationToken.ThrowIfCancellationRequested();
        }

        report.Add("identity hash, of which encoding has one", Median(rounds, calls, () => InteractionIdentity.Hash("shop-eu", "order-123456")), "ns");
        return Task.CompletedTask;
    }

    private static Interaction Read(Wire.Interaction message) =>
        InteractionReader.Read(message, "interactions", 0, Definition, Now).Interaction ?? throw new InvalidOperationException("The message is not valid.");

    private static Wire.Interaction Purchase(int lines)
    {
        var purchase = new Wire.Purchase { Amount = Euro(19, 990_000_000), Cost = Euro(9, 0) };
        for (var i = 0; i < lines; i++)
            purchase.Lines.Add(new Wire.OrderLine { Product = "p-1", Category = "shoes", Quantity = 2, UnitPrice = Euro(9, 990_000_000) });
        return new Wire.Interaction
        {
            Customer = "customer-1234",
            Source = "shop-eu",
            Id = "order-123456",
            OccurTime = new() { Seconds = 1_780_000_000 },
            Channel = "web",
            Purchase = purchase,
        };
    }

    private static Wire.Money Euro(long units, int nanos) => new() { CurrencyCode = "EUR", Units = units, Nanos = nanos };

    private static double Median<T>(int rounds, int calls, Func<T> call)
    {
        var figures = new double[rounds];
        for (var round = -1; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
                call();

            // The round before the first warms up.
            if (round >= 0)
                figures[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        }

        Array.Sort(figures);
        return figures[rounds / 2];
    }
}
