using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Import.Mapping;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class RowMapperTests
{
    private const string Head = """
        source: s
        kind: purchase
        id: "{id}"
        customer: "{customer}"
        occur_time: "{time}"
        currency: EUR
        """ + "\n";

    [Theory]
    [InlineData("1,c,2026-01-01,12.50,extra", "COLUMN_COUNT", "")]
    [InlineData("1,c,2026-13-01,12.50", "BAD_TIME", "occur_time")]
    [InlineData("1,c,2026-01-01,12.5O", "BAD_VALUE", "amount")]
    [InlineData("1,c,2026-01-01,1.0000000001", "BAD_VALUE", "amount")]
    [InlineData("1,c,2026-01-01,", "EMPTY", "amount")]
    [InlineData(",c,2026-01-01,1", "REQUIRED", "id")]
    [InlineData("\"1\"x,c,2026-01-01,1", "BAD_QUOTES", "")]
    public async Task Map_BadRow_IsAProblemOfItsLine(string row, string reason, string field)
    {
        var lines = await MappingFixture.ReadAsync(
            Head + "fields: {amount: purchase.amount}", $"id,customer,time,amount\n0,c,2026-01-01,1\n{row}\n2,c,2026-01-01,2\n");

        lines.Count.ShouldBe(3);
        lines[1].Number.ShouldBe(3);
        lines[1].Interaction.ShouldBeNull();
        lines[1].Problem!.Reason.ShouldBe(reason);
        lines[1].Problem!.Field.ShouldBe(field);
        lines[2].Interaction!.Purchase.Amount.Units.ShouldBe(2);
    }

    [Fact]
    public async Task Map_BadBytes_AreAProblemOfTheirLine()
    {
        byte[] file = [.. "id,customer,time,amount\n1,M"u8, 0xFC, .. "ller,2026-01-01,1\n2,c,2026-01-01,2\n"u8];

        var lines = await MappingFixture.ReadAsync(MappingFixture.Mapping(Head + "fields: {amount: purchase.amount}"), file);

        lines[0].Number.ShouldBe(2);
        lines[0].Problem!.Reason.ShouldBe("BAD_ENCODING");
        lines[1].Interaction!.Id.ShouldBe("2");
    }

    [Fact]
    public async Task Map_LinesTagsAndUnitPrice_AreSet()
    {
        const string Fields = """
            fields:
              sku: "purchase.lines[0].product"
              price: "purchase.lines[0].unit_price"
              tags: {field: "purchase.lines[0].tags", split: "|"}
              gift: "purchase.lines[1].product"
              own: purchase.customised
              campaign: labels.campaign.name
            """;

        var lines = await MappingFixture.ReadAsync(
            Head + Fields, "id,customer,time,sku,price,tags,gift,own,campaign\n1,c,2026-01-01,a,0.005,x|y,b,yes,spring\n");

        var interaction = lines.Single().Interaction!;
        interaction.Purchase.Lines.Count.ShouldBe(2);
        interaction.Purchase.Lines[0].UnitPrice.ShouldBe(new Money { CurrencyCode = "EUR", Nanos = 5_000_000 });
        interaction.Purchase.Lines[0].Tags.ShouldBe(["x", "y"]);
        interaction.Purchase.Lines[1].Product.ShouldBe("b");
        interaction.Purchase.Customised.ShouldBeTrue();
        interaction.Labels["campaign.name"].ShouldBe("spring");
    }

    [Fact]
    public async Task Map_CurrencyColumn_CompletesOnlyAmountsThatAreThere()
    {
        const string Fields = """
            fields:
              cur: [purchase.amount.currency_code, purchase.tax.currency_code]
              amount: purchase.amount
              tax: {field: purchase.tax, skip_if_empty: true}
            """;

        var lines = await MappingFixture.ReadAsync(Head + Fields, "id,customer,time,cur,amount,tax\n1,c,2026-01-01,USD,3,\n");

        lines.Single().Interaction!.Purchase.ShouldBe(new Purchase { Amount = new Money { CurrencyCode = "USD", Units = 3 } });
    }

    [Fact]
    public async Task Map_TwoOfOneChoice_IsAProblem()
    {
        var yaml = Head.Replace("kind: purchase", "kind: survey_answered", StringComparison.Ordinal)
            + "fields: {t: survey_answered.ticket, o: survey_answered.order_id}";

        var lines = await MappingFixture.ReadAsync(yaml, "id,customer,time,t,o\n1,c,2026-01-01,T1,\n2,c,2026-01-01,T1,O1\n");

        lines[0].Interaction!.SurveyAnswered.Ticket.ShouldBe("T1");
        lines[1].Problem!.Reason.ShouldBe("TWO_OF_ONE");
    }

    [Fact]
    public async Task Map_Templates_MakeIds()
    {
        var yaml = Head.Replace("\"{id}\"", "\"{{x}}-{id}-{line:0000}\"", StringComparison.Ordinal);

        var lines = await MappingFixture.ReadAsync(yaml, "id,customer,time\n7,c,2026-01-01\n");

        lines.Single().Interaction!.Id.ShouldBe("{x}-7-0002");
    }

    [Fact]
    public async Task Map_Digest_IsTheSameForTheSameRowOnly()
    {
        var yaml = Head.Replace("\"{id}\"", "\"{digest}\"", StringComparison.Ordinal);

        var lines = await MappingFixture.ReadAsync(yaml, "id,customer,time\n7,c,2026-01-01\n8,c,2026-01-01\n7,c,2026-01-01\n");

        lines[2].Interaction!.Id.ShouldBe(lines[0].Interaction!.Id);
        lines[1].Interaction!.Id.ShouldNotBe(lines[0].Interaction!.Id);
        lines[0].Interaction!.Id.Length.ShouldBe(32);
    }

    [Fact]
    public async Task Map_EveryFieldOfEveryKind_CanBeReached()
    {
        var reached = 0;
        foreach (var kind in FieldPath.Kinds)
        {
            foreach (var path in Leaves(kind.MessageType, kind.Name))
            {
                var rule = path.IsList ? $"{{field: \"{path.Path}\", split: \"|\"}}" : $"\"{path.Path}\"";
                var yaml = Head.Replace("kind: purchase", $"kind: {kind.Name}", StringComparison.Ordinal) + $"fields: {{value: {rule}}}";

                var line = (await MappingFixture.ReadAsync(yaml, $"id,customer,time,value\n1,c,2026-01-01,{path.Sample}\n")).Single();

                line.Problem.ShouldBeNull($"{path.Path}: {line.Problem}");
                line.Interaction!.CalculateSize().ShouldBeGreaterThan(new Interaction { Customer = "c", Source = "s", Id = "1", OccurTime = line.Interaction.OccurTime }.CalculateSize() + 2, path.Path);
                reached++;
            }
        }

        // Five attributes and references of a registration, ten of a line, and so on: well over a hundred.
        reached.ShouldBeGreaterThan(100);
    }

    private static IEnumerable<(string Path, string Sample, bool IsList)> Leaves(MessageDescriptor type, string prefix)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var path = $"{prefix}.{field.Name}";
            if (field.IsMap)
            {
                yield return (path + ".key", "text", false);
            }
            else if (field.FieldType == FieldType.Message)
            {
                if (field.MessageType == Money.Descriptor || field.MessageType == Duration.Descriptor)
                    yield return (path, "12", false);
                else if (field.MessageType == Timestamp.Descriptor)
                    yield return (path, "2026-01-01T00:00:00Z", false);
                else
                    foreach (var inner in Leaves(field.MessageType, field.IsRepeated ? path + "[0]" : path))
                        yield return inner;
            }
            else
            {
                var sample = field.FieldType switch
                {
                    FieldType.Enum => Wording.EnumText.ShortName(field.EnumType.Values[1]),
                    FieldType.Bool => "true",
                    FieldType.String => "text",
                    _ => "12",
                };
                yield return (path, sample, field.IsRepeated);
            }
        }
    }
}
