using System.IO.Compression;
using System.Text;
using KpiPlatform.Dashboard.Live;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Tests.Live;

public class GzipPieceTests
{
    [Fact]
    public void Check_OfPieces_IsThatOfTheWhole()
    {
        // The check value that the algorithm is known by.
        GzipCheck.Of("123456789"u8).Sum.ShouldBe(0xCBF43926);
        GzipCheck.Of("1234"u8).With(GzipCheck.Of(""u8)).With(GzipCheck.Of("56789"u8)).ShouldBe(GzipCheck.Of("123456789"u8));
        GzipCheck.Empty.With(GzipCheck.Of("12"u8)).ShouldBe(GzipCheck.Of("12"u8));
        GzipCheck.Of(""u8).ShouldBe(GzipCheck.Empty);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("gzip, deflate, br, zstd", true)]
    [InlineData("br;q=1, GZIP;q=0.5", true)]
    [InlineData("br", false)]
    [InlineData("gzip;q=0, br", false)]
    [InlineData("", false)]
    public async Task Writer_OfOneStream_SendsEachPieceAsSoonAsItIsWritten_AndAllOfThemAtLast(string accepted, bool isCompressed)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        context.Request.Headers.AcceptEncoding = accepted;
        var shared = new LiveUpdate(LiveWriter.EventText("elements", string.Concat(Enumerable.Repeat("<td>1 €</td>", 500))));
        var writer = new LiveWriter(context.Response);
        var expected = new StringBuilder("retry: 2000\n\n");

        await writer.BeginAsync(CancellationToken.None);
        context.Response.Headers.ContentEncoding.ToString().ShouldBe(isCompressed ? "gzip" : string.Empty);
        for (var i = 0; i < 3; i++)
        {
            await writer.WriteAsync(shared, CancellationToken.None);
            await writer.BeatAsync(CancellationToken.None);
            await writer.WriteAsync("said", $"Change {i}.", CancellationToken.None);
            expected.Append(Encoding.UTF8.GetString(shared.Plain.Span)).Append(": beat\n\n").Append($"event: said\ndata: Change {i}.\n\n");
            Start(body, isCompressed, expected.Length).ShouldBe(expected.ToString());
        }

        await writer.CompleteAsync(CancellationToken.None);

        // It reads to the end: the check sum and the length are right.
        Encoding.UTF8.GetString(Read(body, isCompressed)).ShouldBe(expected.ToString());
        if (isCompressed)
            body.Length.ShouldBeLessThan(expected.Length / 10);
    }

    /// <summary>What a browser has read so far: what was written, without waiting for more.</summary>
    private static string Start(MemoryStream body, bool isCompressed, int characters)
    {
        using var sent = new MemoryStream(body.ToArray());
        using Stream stream = isCompressed ? new GZipStream(sent, CompressionMode.Decompress) : sent;
        using var reader = new StreamReader(stream);
        var text = new char[characters];
        reader.ReadBlock(text, 0, characters).ShouldBe(characters);
        return new string(text);
    }

    private static byte[] Read(MemoryStream body, bool isCompressed)
    {
        using var sent = new MemoryStream(body.ToArray());
        using Stream stream = isCompressed ? new GZipStream(sent, CompressionMode.Decompress) : sent;
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
