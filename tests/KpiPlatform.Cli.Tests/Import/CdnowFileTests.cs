using System.Text;
using KpiPlatform.Cli.Import;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class CdnowFileTests
{
    // The first lines of the data set by Fader and Hardie.
    private const string Head = " customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n";

    [Fact]
    public async Task Read_FirstLines_ArePurchases()
    {
        var lines = await ReadAsync(Head);

        lines.Select(l => l.Number).ShouldBe([2L, 3, 4]);
        var first = lines[0].Interaction!;
        first.Customer.ShouldBe("00001");
        first.Source.ShouldBe("cdnow");
        first.Id.ShouldBe("line-000002");
        first.OccurTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(1997, 1, 1, 12, 0, 0, TimeSpan.FromHours(-5)));
        first.Purchase.ShouldBe(new Purchase
        {
            Amount = new Money { CurrencyCode = "USD", Units = 11, Nanos = 770_000_000 },
            Lines = { new OrderLine { Quantity = 1 } },
        });
        lines[2].Interaction!.Purchase.Lines[0].Quantity.ShouldBe(5);
    }

    [Theory]
    [InlineData("00003 19970102 2", "COLUMN_COUNT")]
    [InlineData("00003 19970231 2 20.76", "BAD_TIME")]
    [InlineData("00003 19970102 two 20.76", "BAD_VALUE")]
    [InlineData("00003 19970102 2 20,76", "BAD_VALUE")]
    public async Task Read_BadLine_IsAProblemOfItsLine(string line, string reason)
    {
        var lines = await ReadAsync(Head + line + "\n00004 19970101 2 29.33\n");

        lines[3].Number.ShouldBe(5);
        lines[3].Problem!.Reason.ShouldBe(reason);
        lines[4].Interaction!.Id.ShouldBe("line-000006");
    }

    private static async Task<List<ImportLine>> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await CdnowFile.ReadAsync(stream, DateTimeZoneProviders.Tzdb["America/New_York"]).ToListAsync();
    }
}
