using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Testing.Interactions;
using NodaTime;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Interactions;

public sealed class InteractionRoundtripTests
{
    private const int SamplesPerKind = 100;
    private static readonly TenantDefinition Definition = InteractionGenerator.Definition;
    private static readonly Instant Now = Instant.FromUtc(2028, 1, 1, 0, 0);

    public static TheoryData<InteractionKind> Kinds => [.. InteractionKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Message_ThroughTheJournalAndBack_IsWhatWasSent(InteractionKind kind)
    {
        var generator = new InteractionGenerator((int)kind);
        for (var i = 0; i < SamplesPerKind; i++)
        {
            var sent = Parse(InteractionWriter.Write(generator.Next(kind), CustomerOf(kind), Definition).ToByteArray());

            var read = InteractionReader.Read(sent, "interaction", Definition, Now);
            read.Violations.ShouldBeEmpty();
            var stored = InteractionCodec.Encode(read.Interaction!, Definition.FactAttributes);
            var listed = InteractionWriter.Write(InteractionCodec.Decode(stored), read.Customer, Definition);

            listed.ShouldBe(sent);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Generated_WrittenAndRead_IsTheSameInteraction(InteractionKind kind)
    {
        var generator = new InteractionGenerator(100 + (int)kind);
        for (var i = 0; i < SamplesPerKind; i++)
        {
            var interaction = generator.Next(kind);

            var read = InteractionReader.Read(InteractionWriter.Write(interaction, CustomerOf(kind), Definition), "interaction", Definition, Now);

            read.Violations.ShouldBeEmpty();
            InteractionCodec.Difference(interaction, read.Interaction!).ShouldBeEmpty();
            InteractionCodec.Encode(read.Interaction!, Definition.FactAttributes).ContentHash.ShouldBe(InteractionCodec.Encode(interaction, Definition.FactAttributes).ContentHash);
        }
    }

    [Fact]
    public void Kinds_OfTheContract_AreThoseOfTheDomain()
    {
        var contract = Wire.Interaction.Descriptor.Oneofs.Single(oneof => oneof.Name == "kind").Fields.Select(field => field.Name);

        contract.ShouldBe(InteractionKinds.All.Select(InteractionKinds.NameOf), ignoreOrder: true);
    }

    [Fact]
    public void Enums_OfTheContract_HaveTheNumbersOfTheDomain()
    {
        Numbers<Wire.TicketPriority>().ShouldBe(Numbers<TicketPriority>());
        Numbers<Wire.MessageAuthor>().ShouldBe(Numbers<MessageAuthor>());
        Numbers<Wire.CallOutcome>().ShouldBe(Numbers<CallOutcome>());
        Numbers<Wire.VisitPlace>().ShouldBe(Numbers<VisitPlace>());
        Numbers<Wire.BillingInterval>().ShouldBe(Numbers<BillingInterval>());
        Numbers<Wire.SpendCategory>().ShouldBe(Numbers<SpendCategory>());
        Numbers<Wire.ServiceRateUnit>().ShouldBe(Numbers<ServiceRateUnit>());
    }

    [Fact]
    public void Read_WhatTheSenderLeftOut_IsFilledIn()
    {
        var occurred = Timestamp.FromDateTime(new DateTime(2026, 3, 5, 10, 0, 0, DateTimeKind.Utc));
        var message = new Wire.Interaction { Customer = "c", Source = "s", Id = "i-1", OccurTime = occurred, Purchase = new() { Lines = { new Wire.OrderLine() } } };
        var purchase = (Purchase)InteractionReader.Read(message, "", Definition, Now).Interaction!.Facts;
        message.SubscriptionCancelled = new() { Subscription = "sub" };
        var cancelled = (SubscriptionCancelled)InteractionReader.Read(message, "", Definition, Now).Interaction!.Facts;
        message.Visit = new() { Place = Wire.VisitPlace.Store };
        var visit = (Visit)InteractionReader.Read(message, "", Definition, Now).Interaction!.Facts;

        purchase.OrderId.ShouldBe("i-1");
        purchase.AmountMinor.ShouldBe(0);
        purchase.Lines[0].Quantity.ShouldBe(1);
        cancelled.EffectiveAt.ShouldBe(Instant.FromUtc(2026, 3, 5, 10, 0));
        visit.Session.ShouldBe("i-1");
    }

    [Fact]
    public void Read_TimesFinerThanMicroseconds_AreCut()
    {
        var message = new Wire.Interaction
        {
            Customer = "c",
            Source = "s",
            Id = "i",
            OccurTime = new Timestamp { Seconds = 1_700_000_000, Nanos = 123_456_999 },
            ContactTime = new() { Duration = new() { Seconds = 1, Nanos = 999_999_999 } },
        };

        var interaction = InteractionReader.Read(message, "", Definition, Now).Interaction!;

        interaction.OccurredAt.ShouldBe(Instant.FromUnixTimeTicks(17_000_000_001_234_560));
        ((ContactTime)interaction.Facts).Duration.ShouldBe(TimeSpan.FromMicroseconds(1_999_999));
    }

    [Fact]
    public void Read_ForeignCurrency_ConvertsEveryAmountOnItsOwn()
    {
        var message = new Wire.Interaction
        {
            Customer = "c",
            Source = "s",
            Id = "i",
            OccurTime = new Timestamp { Seconds = 1_700_000_000 },
            Purchase = new()
            {
                Amount = new() { CurrencyCode = "USD", Units = 19, Nanos = 990_000_000 },
                Tax = new() { CurrencyCode = "USD", Units = 0, Nanos = 50_000_000 },
                Discount = new(),
                ExchangeRate = "0.92170",
                Lines = { new Wire.OrderLine { Quantity = 3, UnitPrice = new() { CurrencyCode = "USD", Units = 6, Nanos = 663_333_333 } } },
            },
        };

        var purchase = (Purchase)InteractionReader.Read(message, "", Definition, Now).Interaction!.Facts;

        purchase.AmountMinor.ShouldBe(1_842); // 19.99 × 0.9217 = 18.424783
        purchase.TaxMinor.ShouldBe(5); // 0.05 × 0.9217 = 0.046085
        purchase.Sent.ShouldBe(new SentMoney { CurrencyCode = "USD", Rate = 0.9217m, AmountMinor = 1_999, TaxMinor = 5 });
        purchase.Sent!.Rate.ToString().ShouldBe("0.9217");
        purchase.Lines[0].TotalMinor.ShouldBe(1_842); // 3 × 6.663333333 × 0.9217 = 18.42478…
        purchase.Lines[0].SentUnitPrice.ShouldBe(6.663333333m);
    }

    private static Wire.Interaction Parse(byte[] bytes) => Wire.Interaction.Parser.ParseFrom(bytes);

    private static CustomerId CustomerOf(InteractionKind kind) => InteractionKinds.IsOfTenant(kind) ? CustomerId.TenantFacts : CustomerId.Parse("the customer");

    private static IEnumerable<(string, int)> Numbers<T>()
        where T : struct, System.Enum =>
        System.Enum.GetValues<T>().Select(value => (value.ToString(), Convert.ToInt32(value)));
}
