using System.Collections;
using System.Reflection;
using System.Text;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Testing.Interactions;

namespace KpiPlatform.Domain.Tests.Interactions;

public sealed class InteractionCodecTests
{
    private const int SamplesPerKind = 200;
    private static readonly IReadOnlySet<string> FactAttributes = InteractionGenerator.Definition.FactAttributes;

    public static TheoryData<InteractionKind> Kinds => [.. InteractionKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_WhatWasEncoded_IsTheSameContent(InteractionKind kind)
    {
        var generator = new InteractionGenerator((int)kind);
        for (var i = 0; i < SamplesPerKind; i++)
        {
            var interaction = generator.Next(kind);

            var decoded = InteractionCodec.Decode(InteractionCodec.Encode(interaction, FactAttributes));

            ContentText.Of(decoded).ShouldBe(ContentText.Of(interaction));
            InteractionCodec.Difference(interaction, decoded).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Generator_OverItsSamples_SetsEveryProperty(InteractionKind kind)
    {
        // Without this a property that the codec forgets could go unseen, always having its default.
        var generator = new InteractionGenerator((int)kind);
        var samples = Enumerable.Range(0, SamplesPerKind).Select(_ => generator.Next(kind).Facts).ToList();
        foreach (var property in samples[0].GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            samples.ShouldContain(sample => IsSet(property.GetValue(sample)), property.Name);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_DecodedAgain_GivesTheSameBytes(InteractionKind kind)
    {
        var generator = new InteractionGenerator(1_000 + (int)kind);
        for (var i = 0; i < SamplesPerKind; i++)
        {
            var encoded = InteractionCodec.Encode(generator.Next(kind), FactAttributes);

            var again = InteractionCodec.Encode(InteractionCodec.Decode(encoded), FactAttributes);

            Convert.ToHexString(again.Facts.Span).ShouldBe(Convert.ToHexString(encoded.Facts.Span));
            Convert.ToHexString(again.Personal.Span).ShouldBe(Convert.ToHexString(encoded.Personal.Span));
            again.ContentHash.ShouldBe(encoded.ContentHash);
        }
    }

    [Fact]
    public void WithoutReferrer_OfOneWhoIsForgotten_LeavesAllElse()
    {
        var interaction = PinnedInteractions.Of(InteractionKind.CustomerRegistered);
        var encoded = InteractionCodec.Encode(interaction, FactAttributes);
        var registered = interaction.Facts.ShouldBeOfType<CustomerRegistered>();
        registered.Referrer.ShouldNotBeEmpty();

        var without = PersonalPart.WithoutReferrer(encoded, id => id == registered.Referrer);

        without.Facts.ShouldBe(encoded.Facts);
        without.ContentHash.ShouldBe(encoded.ContentHash);
        InteractionCodec.Difference(interaction, InteractionCodec.Decode(without)).ShouldBe(["customer_registered.referrer"]);
        Encoding.UTF8.GetString(without.Personal.Span).ShouldNotContain(registered.Referrer);
        PersonalPart.WithoutReferrer(encoded, _ => false).ShouldBeSameAs(encoded);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_PersonalPartErased_KeepsTheFacts(InteractionKind kind)
    {
        var interaction = PinnedInteractions.Of(kind);
        var encoded = InteractionCodec.Encode(interaction, FactAttributes);

        var erased = InteractionCodec.Decode(encoded with { Personal = ReadOnlyMemory<byte>.Empty });

        erased.Contact.ShouldBeEmpty();
        erased.ContactHash.ShouldBe(Pseudonym.Of("anna@example.com"));
        var facts = Encoding.UTF8.GetString(encoded.Facts.Span);
        foreach (var personal in (string[])["anna@example.com", "Anna", "c-9", "c-1", "4711", "fine", "heard of it", "by hand", "gold\u0001"])
            facts.ShouldNotContain(personal);
        switch (erased.Facts)
        {
            case CustomerRegistered registered:
                registered.Attributes.ShouldBe([new("region", "north")]);
                registered.Referrer.ShouldBeEmpty();
                registered.HasReferrer.ShouldBeTrue();
                break;
            case ProfileUpdated updated:
                updated.Attributes.ShouldBe([new("region", "south")]);
                break;
            case IdentityLinked linked:
                linked.SurvivorHash.ShouldBe(Pseudonym.Of("c-1"));
                break;
            case IdentityUnlinked unlinked:
                unlinked.SurvivorHash.ShouldBe(Pseudonym.Of("c-1"));
                break;
            case SourceRecord record:
                record.ExternalIdHash.ShouldBe(Pseudonym.Of("4711"));
                break;
            case SurveyAnswered answered:
                answered.Comment.ShouldBeEmpty();
                answered.Value.ShouldBe(4.5);
                break;
            default:
                InteractionCodec.Difference(interaction, erased).Except(["contact", "mention.text", "observation.comment"]).ShouldBeEmpty();
                break;
        }
    }

    [Fact]
    public void Encode_EqualNumbersWrittenDifferently_GivesTheSameBytes()
    {
        var generator = new InteractionGenerator(1);
        var header = generator.Next(InteractionKind.Usage);
        EncodedInteraction WithFacts(Facts facts) =>
            InteractionCodec.Encode(new Interaction { Source = header.Source, Id = header.Id, OccurredAt = header.OccurredAt, Facts = facts }, FactAttributes);
        Purchase Order(decimal quantity, decimal price) => new() { OrderId = "o", Lines = [new OrderLine { Quantity = quantity, UnitPrice = price }] };

        var zero = WithFacts(new Usage { Meter = "m", Quantity = 0.0 });
        var minusZero = WithFacts(new Usage { Meter = "m", Quantity = -0.0 });
        var plain = WithFacts(Order(2, 1.5m));
        var padded = WithFacts(Order(2.000m, 1.50000m));

        minusZero.ContentHash.ShouldBe(zero.ContentHash);
        minusZero.Facts.Span.SequenceEqual(zero.Facts.Span).ShouldBeTrue();
        padded.Facts.Span.SequenceEqual(plain.Facts.Span).ShouldBeTrue();
    }

    [Fact]
    public void Encode_OtherFactAttributes_SameContentHash()
    {
        var interaction = PinnedInteractions.Of(InteractionKind.CustomerRegistered);

        var hashes = new[] { FactAttributes, new HashSet<string>(), new HashSet<string> { "name", "tier" } }
            .Select(attributes => InteractionCodec.Encode(interaction, attributes).ContentHash);

        hashes.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Encode_TimeFinerThanMicrosecond_Throws()
    {
        var interaction = new Interaction
        {
            Source = "s",
            Id = "i",
            OccurredAt = NodaTime.Instant.FromUnixTimeTicks(1),
            Facts = new TicketResolved { Ticket = "t" },
        };

        Should.Throw<ArgumentException>(() => InteractionCodec.Encode(interaction, FactAttributes));
    }

    [Fact]
    public void Encode_LongTexts_ComeBackWhole()
    {
        // Lengths around the steps of the length prefix, and characters of one to four bytes.
        foreach (var length in (int[])[1, 41, 42, 43, 63, 64, 65, 127, 128, 129, 2_000, 8_192, 20_000])
        {
            foreach (var character in (string[])["x", "ü", "名", "😀"])
            {
                var text = string.Concat(Enumerable.Repeat(character, length));
                var interaction = new Interaction
                {
                    Source = "s",
                    Id = "i",
                    OccurredAt = default,
                    Channel = text,
                    Facts = new Mention { Text = text, Tags = [text, string.Empty, text] },
                };

                var decoded = InteractionCodec.Decode(InteractionCodec.Encode(interaction, FactAttributes));

                decoded.Channel.ShouldBe(text);
                ((Mention)decoded.Facts).Text.ShouldBe(text);
                ((Mention)decoded.Facts).Tags.ShouldBe([text, string.Empty, text]);
            }
        }
    }

    private static bool IsSet(object? value) => value switch
    {
        null => false,
        string text => text.Length > 0,
        bool flag => flag,
        decimal number => number != 0,
        IConvertible number => Convert.ToDouble(number) != 0,
        ICollection list => list.Count > 0,
        _ => !value.Equals(Activator.CreateInstance(value.GetType().IsValueType ? value.GetType() : typeof(object))),
    };
}
